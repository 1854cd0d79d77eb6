import { Argument, type Command } from 'commander';
import { createLogUpdate } from 'log-update';
import type { RuntimeReport } from '../../../schemas/types/runtime-report.ts';
import { distFile } from '../../dist-file.ts';
import type { ProbeProgram } from '../../runtime/probe/probe-child.ts';
import type { RungName } from '../../runtime/rung.ts';
import { allowingSoftwareAdapters, type RuntimeFlags, rungOptions } from '../runtime-options.ts';
import { runtimeLines } from '../terminal/runtime-table.ts';
import { colorsFor } from '../terminal/style.ts';
import { registerRuntimeInstall } from './runtime-install.ts';

type ProbeOptions = Pick<RuntimeFlags, 'allowSoftwareAdapter'>;

interface Options extends ProbeOptions {
  readonly json?: true;
}

export function registerRuntime(program: Command): void {
  const runtime = program
    .command('runtime')
    .description('say what this machine can train on, how fast, and what would make it faster')
    .option('--json', 'print one JSON object (schemas/runtime-report.schema.json)')
    .addHelpText(
      'after',
      [
        '',
        'Every runtime is opened, tested and measured in a process of its own; that takes some seconds.',
        '',
        'Exit code 1 if there is none that can be trained on.',
      ].join('\n'),
    )
    .action(doctor);
  allowingSoftwareAdapters(runtime);
  registerRuntimeInstall(runtime);
  runtime
    .command(PROBE, { hidden: true })
    .description('try one runtime in this process and print what is found as JSON')
    .addArgument(new Argument('<rung>').choices(['cuda', 'webgpu', 'native', 'wasm'] satisfies RungName[]))
    .action((rung: RungName, _: unknown, command: Command) => probe(rung, command.optsWithGlobals()));
}

const PROBE = 'probe';

async function doctor({ json, ...options }: Options): Promise<void> {
  const { diagnose } = await import('../../runtime/probe/doctor.ts');
  const { stdout } = process;
  const colors = colorsFor(stdout);
  const live = colors.isColorSupported && !json ? createLogUpdate(stdout) : undefined;
  const report = await diagnose({
    program: (rung) => probeProgram(rung, options),
    onTry: (rung) => live?.(colors.dim(`trying ${rung} …`)),
  });
  live?.clear();
  live?.done();
  stdout.write(json ? `${JSON.stringify(report)}\n` : `${asText(report)}\n`);
  if (report.taken === null) process.exitCode = 1;
}

function asText(report: RuntimeReport): string {
  const { stdout } = process;
  return runtimeLines(report, stdout.columns, colorsFor(stdout)).join('\n');
}

function probeProgram(rung: RungName, { allowSoftwareAdapter }: ProbeOptions): ProbeProgram {
  const flags = allowSoftwareAdapter ? ['--allow-software-adapter'] : [];
  return { command: process.execPath, args: [distFile('multitask.js'), 'runtime', ...flags, PROBE, rung] };
}

async function probe(rung: RungName, options: ProbeOptions): Promise<void> {
  const { endWithParent } = await import('../../process/parent-watchdog.ts');
  const { LADDER } = await import('../../runtime/ladder.ts');
  const { probeRung } = await import('../../runtime/probe/probe-rung.ts');
  await endWithParent();
  const found = await probeRung(LADDER.find(({ name }) => name === rung)!, rungOptions(options));
  process.stdout.write(`${JSON.stringify(found)}\n`);
}
