import stringWidth from 'string-width';
import { escapeControls } from '../../../core/findings/words.ts';
import { bytes, count, counted } from '../../../core/words.ts';
import type { RungReport, RuntimeReport } from '../../../schemas/types/runtime-report.ts';
import type { Colors } from './style.ts';
import { type Column, table } from './table.ts';
import { wrapped } from './wrapped.ts';

/**
 * What the doctor found: the machine, a row per rung, which one is taken, and what there is to say of each.
 *
 * @param width Cells that a line may take; undefined where nobody wraps lines, as in a file.
 */
export function runtimeLines(report: RuntimeReport, width: number | undefined, colors: Colors): string[] {
  const room = width ?? Number.POSITIVE_INFINITY;
  const { lines, told } = fittingTable(report, room, colors);
  return [
    ...wrapped(machine(report), room),
    '',
    ...lines,
    '',
    ...wrapped(conclusion(report), room),
    ...notes(report, told, room, colors),
  ];
}

function machine({ machine: { platform, cpu, threads, memory, node } }: RuntimeReport): string {
  return `${platform} · ${cpu}, ${counted(threads, 'thread')} · ${bytes(memory)} · Node ${node}`;
}

interface RungColumn extends Column {
  /** What stands before the value where it is told without its title; left out: nothing. */
  readonly label?: string;
  readonly cell: (rung: RungReport, report: RuntimeReport, colors: Colors) => string;
}

const RUNG: RungColumn = {
  title: '  rung',
  cell: ({ rung }, { taken }, colors) => (rung === taken ? colors.green(`▸ ${rung}`) : `  ${rung}`),
};
const DEVICE: RungColumn = {
  title: 'device',
  cell: ({ available, device }, _, colors) => shown(device) ?? (available ? '' : colors.dim('not available')),
};
const VERSION: RungColumn = { title: 'version', cell: ({ version }) => shown(version) ?? '' };
const DRIVER: RungColumn = { title: 'driver', label: 'driver ', cell: ({ driver }) => shown(driver) ?? '' };
const MEMORY: RungColumn = {
  title: 'memory',
  label: 'memory ',
  align: 'right',
  cell: ({ memory }) => (memory === undefined ? '' : bytes(memory)),
};
const SELF_TEST: RungColumn = {
  title: 'self-test',
  align: 'right',
  cell: (rung, _, colors) => {
    if (rung.available) return `${colors.green('✓')} ${milliseconds(rung.selfTest.milliseconds)}`;
    return rung.failedAt === 'self-test' ? colors.red('✗') : '';
  },
};
const SPEED: RungColumn = {
  title: 'training',
  align: 'right',
  cell: (rung) => (rung.available && rung.imagesPerSecond !== null ? speed(rung.imagesPerSecond) : ''),
};

/** What is told of a rung below the table where the table has no room for it. */
const DETAILS = [VERSION, DRIVER, MEMORY];

const CHOICES = [
  [RUNG, DEVICE, VERSION, DRIVER, MEMORY, SELF_TEST, SPEED],
  [RUNG, DEVICE, VERSION, MEMORY, SELF_TEST, SPEED],
  [RUNG, DEVICE, SELF_TEST, SPEED],
  [RUNG, SELF_TEST, SPEED],
];

/** @returns told: the columns that are left to tell. */
function fittingTable(report: RuntimeReport, room: number, colors: Colors): { lines: string[]; told: RungColumn[] } {
  let lines: string[] = [];
  let columns: RungColumn[] = [];
  for (const choice of CHOICES) {
    columns = choice.filter(({ cell }) => report.rungs.some((rung) => cell(rung, report, colors) !== ''));
    const rows = report.rungs.map((rung) => columns.map(({ cell }) => cell(rung, report, colors)));
    lines = table(columns, rows, colors);
    if (Math.max(...lines.map((line) => stringWidth(line))) <= room) break;
  }
  return { lines, told: DETAILS.filter((column) => !columns.includes(column)) };
}

function conclusion({ rungs, taken }: RuntimeReport): string {
  if (taken === null) return 'Nothing can be trained on this machine.';
  const higher = rungs.slice(
    0,
    rungs.findIndex(({ rung }) => rung === taken),
  );
  const crashed = higher.find((rung) => !rung.available && rung.failedAt === 'crash');
  if (crashed === undefined) return `multitask train takes ${taken}.`;
  return `multitask train --runtime ${taken} works. Without it, ${crashed.rung} would be tried first, and may end the run as it ended its probe.`;
}

/** Where a rung's name stands before what is said of it. */
const INDENT = 8;

function notes(report: RuntimeReport, told: readonly RungColumn[], room: number, colors: Colors): string[] {
  return report.rungs.flatMap((rung) => {
    const details = told.flatMap(({ label = '', cell }) => {
      const text = cell(rung, report, colors);
      return text === '' ? [] : [`${label}${text}`];
    });
    const paragraphs = [
      ...(details.length > 0 ? [details.join(' · ')] : []),
      ...(rung.available ? unmeasured(rung.note) : [rung.reason, `→ ${rung.remedy}`]),
    ];
    if (paragraphs.length === 0) return [];
    const lines = paragraphs.flatMap((text) => wrapped(escapeControls(text), room - INDENT));
    return [
      '',
      ...lines.map((line, i) => (i === 0 ? colors.bold(rung.rung.padEnd(INDENT)) : ' '.repeat(INDENT)) + line),
    ];
  });
}

const unmeasured = (note: string | undefined): string[] =>
  note === undefined ? [] : [`Its speed could not be measured: ${note}`];

const shown = (text: string | undefined): string | undefined => (text === undefined ? undefined : escapeControls(text));

const milliseconds = (ms: number): string => (ms < 10_000 ? `${count(ms)} ms` : `${count(ms / 1000)} s`);

const speed = (imagesPerSecond: number): string =>
  `${imagesPerSecond < 10 ? imagesPerSecond.toFixed(1) : count(imagesPerSecond)} images/s`;
