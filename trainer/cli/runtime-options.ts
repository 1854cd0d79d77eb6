import { type Command, Option } from 'commander';
import type { Config } from '../../schemas/types/config.ts';
import type { LadderOptions } from '../runtime/ladder.ts';
import type { RungOptions } from '../runtime/rung.ts';

type RuntimeChoice = Config['model']['runtime'];

export interface RuntimeFlags {
  readonly runtime?: RuntimeChoice;
  readonly allowSoftwareAdapter?: boolean;
}

const CHOICES: readonly RuntimeChoice[] = ['auto', 'cuda', 'webgpu', 'native', 'wasm'];

/** Gives a command the options --runtime and --allow-software-adapter. */
export function withRuntimeFlags(command: Command, whenLeftOut: string): Command {
  return allowingSoftwareAdapters(
    command.addOption(
      new Option('--runtime <name>', `what computes; auto is the fastest there is (default: ${whenLeftOut})`).choices(
        CHOICES,
      ),
    ),
  );
}

export function allowingSoftwareAdapters(command: Command): Command {
  return command.option('--allow-software-adapter', 'let webgpu take a GPU that is emulated: slow, to try things out');
}

/** @param configured What model.runtime says, where there is a config; a flag beats it. */
export function ladderOptions(flags: RuntimeFlags, configured: RuntimeChoice = 'auto'): LadderOptions {
  const choice = flags.runtime ?? configured;
  return { ...(choice !== 'auto' && { rung: choice }), ...rungOptions(flags) };
}

export function rungOptions({ allowSoftwareAdapter = false }: Pick<RuntimeFlags, 'allowSoftwareAdapter'>): RungOptions {
  return { allowSoftwareAdapter };
}
