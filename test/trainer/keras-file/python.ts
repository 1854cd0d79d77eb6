import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** A Python that has Keras 3, for tests that open our files in the real thing. */
export const python = process.env.MULTITASK_TEST_PYTHON || undefined;

export const noteOnPython = python
  ? ''
  : ' (not checked: MULTITASK_TEST_PYTHON does not name a Python that has Keras 3)';

/** Runs a script beside the fixtures; resolves with the last line that it prints, as JSON. */
export async function runPython(script: URL, args: readonly string[]): Promise<unknown> {
  if (python === undefined) throw new Error('MULTITASK_TEST_PYTHON is not set.');
  const { stdout } = await promisify(execFile)(python, [script.pathname, ...args], { maxBuffer: 64e6 });
  return JSON.parse(stdout.trimEnd().split('\n').at(-1)!);
}
