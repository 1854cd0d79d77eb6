import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';

interface Notebook {
  readonly nbformat: number;
  readonly cells: readonly {
    readonly id: string;
    readonly cell_type: 'code' | 'markdown';
    readonly source: readonly string[];
    readonly outputs?: readonly unknown[];
    readonly execution_count?: number | null;
  }[];
}

export type Settings = Readonly<Record<string, string>>;

export interface Cell {
  readonly id: string;
  readonly kind: 'markdown' | 'bash' | 'python';
  /** Without the line that says %%bash. */
  readonly text: string;
  /** Whether somebody's run was saved with it. */
  readonly hasOutput: boolean;
}

export function readNotebook(path: string): Cell[] {
  const { cells } = JSON.parse(readFileSync(path, 'utf8')) as Notebook;
  return cells.map(({ id, cell_type, source, outputs = [], execution_count = null }) => {
    const text = source.join('');
    const isBash = text.startsWith('%%bash\n');
    return {
      id,
      kind: cell_type === 'markdown' ? 'markdown' : isBash ? 'bash' : 'python',
      text: isBash ? text.slice('%%bash\n'.length) : text,
      hasOutput: outputs.length > 0 || execution_count !== null,
    };
  });
}

/** What the notebook's settings cell says. */
export function settingsOf(cells: readonly Cell[]): Settings {
  const { text } = cells.find(({ id }) => id === 'settings')!;
  return Object.fromEntries(
    [...text.matchAll(/^ {4}"([A-Z_]+)": "(.*)",$/gm)].map(([, name, value]) => [name!, value!]),
  );
}

/** The settings cell as a person would write it to have these settings. */
export function withSettings({ text }: Cell, settings: Settings): string {
  return text.replace(/^( {4}"([A-Z_]+)": )".*",$/gm, (line, start: string, name: string) =>
    name in settings ? `${start}${JSON.stringify(settings[name])},` : line,
  );
}

/** Runs a cell as Jupyter would, in a process of its own, and gives what it printed; rejects if it fails. */
export async function runCell({ id, kind, text }: Cell, cwd: string, env: NodeJS.ProcessEnv): Promise<string> {
  const [program, option] = kind === 'bash' ? ['bash', '-c'] : ['python3', '-c'];
  try {
    const { stdout, stderr } = await promisify(execFile)(program!, [option!, text], { cwd, env, maxBuffer: 1e7 });
    return `${stdout}${stderr}`;
  } catch (error) {
    const { stdout, stderr, message } = error as Error & { stdout?: string; stderr?: string };
    throw new Error(`The cell ${id} failed: ${message}\n${stdout ?? ''}${stderr ?? ''}`);
  }
}

export async function hasPython(): Promise<boolean> {
  return promisify(execFile)('python3', ['--version']).then(
    () => true,
    () => false,
  );
}
