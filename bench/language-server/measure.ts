import { CompletionRequest, HoverRequest } from 'vscode-languageserver/node';
import { counted } from '../../core/words.ts';
import { KEYSTROKES, type KeystrokeKind, press } from './keystrokes.ts';
import { CONFIG, KNOWN_IMAGES, type TableProject } from './table-project.ts';
import { type Mode, WatchedConfig } from './watched-config.ts';

/** What takes longer is not waited for, and counts as endless. */
const LONGEST_MS = 180_000;
const LONGEST_WHILE_SCANNING_MS = 10_000;
/** Of each kind of key, unless they take long. */
const KEYS = 60;
const LONGEST_KIND_MS = 20_000;

/** Milliseconds from the opening of a config in a server without memory. */
export interface Opening {
  /** Until each label has its count beside it. */
  readonly hinted: number;
  /** Until there are diagnostics at all, and until all rows and images were checked. */
  readonly first: number;
  readonly whole: number;
}

/** Milliseconds from each key until the first diagnostics of its version, and until all of it was checked. */
export interface Keys {
  readonly kind: KeystrokeKind;
  readonly first: number[];
  readonly whole: number[];
}

/** Milliseconds that each answer took, right after a key. */
export interface Answers {
  readonly completion: number[];
  readonly hover: number[];
}

export interface Typing {
  readonly keys: readonly Keys[];
  readonly answers: Answers;
}

const knowsImages = ({ codes }: { codes: readonly unknown[] }) =>
  codes.some((code) => KNOWN_IMAGES.includes(String(code)));

/** Opens the config in a server of its own; it goes on with its check until `finish` says how long it took. */
export async function openConfig(
  { config: file, rows }: TableProject,
  mode: Mode,
  environment: Record<string, string>,
) {
  const config = await WatchedConfig.start(file, mode, environment);
  const begin = performance.now();
  const version = await config.open(CONFIG);
  const hinted = orEndless(await config.untilHinted(counted(rows, 'row'), begin, LONGEST_MS));
  const finish = async (): Promise<Opening> => {
    const first = orEndless(await config.untilShown(version, begin, LONGEST_MS));
    const whole = orEndless(await config.untilChecked(version, begin, LONGEST_MS));
    if (!config.shown.some(knowsImages)) throw new Error('The damaged or missing images were never found.');
    return { hinted, first, whole };
  };
  return { config, hinted, finish };
}

/** Types while the images are being read, one key of each kind after the other, and asks what editors ask; ends when they were read. */
export async function typeWhileScanning(config: WatchedConfig): Promise<Typing> {
  const typing = noTyping();
  const end = performance.now() + LONGEST_KIND_MS * KEYSTROKES.length;
  for (let n = 0; n < KEYS && performance.now() < end; n++) {
    for (const { kind, first } of typing.keys) {
      const { version, begin } = await press(config, kind, n);
      await askAbout(config, n, typing.answers);
      first.push(orEndless(await config.untilShown(version, begin, LONGEST_WHILE_SCANNING_MS)));
      if (config.shown.some(knowsImages)) return typing;
    }
  }
  return typing;
}

/** Types when the images are known; each key waits for the diagnostics of the one before. */
export async function typeWhenIdle(config: WatchedConfig): Promise<Typing> {
  const typing = noTyping();
  // What was typed before is checked first.
  const settled = await press(config, KEYSTROKES[0] as KeystrokeKind, KEYS);
  await config.untilChecked(settled.version, settled.begin, LONGEST_MS);
  for (const { kind, first, whole } of typing.keys) {
    const end = performance.now() + LONGEST_KIND_MS;
    for (let n = 0; n < KEYS && (n < 2 || performance.now() < end); n++) {
      const { version, begin } = await press(config, kind, n);
      await askAbout(config, n, typing.answers);
      first.push(orEndless(await config.untilShown(version, begin, LONGEST_MS)));
      whole.push(orEndless(await config.untilChecked(version, begin, LONGEST_MS)));
    }
  }
  return typing;
}

/** Milliseconds from the moment at which the editor says that rows were added, until they are counted. */
export async function recount(config: WatchedConfig, { table, rows }: TableProject, more: number): Promise<number> {
  const begin = performance.now();
  await config.changedOnDisk(table);
  return orEndless(await config.untilHinted(counted(rows + more, 'row'), begin, LONGEST_MS));
}

/** Asks for completion and hover at the n-th of the places where people are: a label, a task, a key, a column. */
async function askAbout(config: WatchedConfig, n: number, { completion, hover }: Answers): Promise<void> {
  const word = ['dotted', 'sleeves: [', 'batch_size', 'image\n'][n % 4] as string;
  const params = { position: config.positionAt(config.text.indexOf(word) + 2) };
  completion.push(await timed(() => config.ask(CompletionRequest.method, params)));
  hover.push(await timed(() => config.ask(HoverRequest.method, params)));
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const begin = performance.now();
  const answer = await work();
  if (answer === null) throw new Error('The server had no answer.');
  return performance.now() - begin;
}

const noTyping = (): Typing => ({
  keys: KEYSTROKES.map((kind) => ({ kind, first: [], whole: [] })),
  answers: { completion: [], hover: [] },
});

const orEndless = (milliseconds: number | undefined) => milliseconds ?? Number.POSITIVE_INFINITY;
