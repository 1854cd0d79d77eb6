import { UserError } from '../../../core/errors.ts';
import type { Installation } from './installation.ts';
import { ProgramFailed, runProgram } from './run-program.ts';

const LINES_SHOWN = 12;

/**
 * Runs a program of a step, as runProgram does. If it fails, rejects with a UserError that begins with `failure` ("The addon could not be
 * compiled"), shows the program's last lines and says where the others are.
 */
export async function runStep(
  program: string,
  parameters: readonly string[],
  { cwd, env = {}, failure }: { readonly cwd: string; readonly env?: NodeJS.ProcessEnv; readonly failure: string },
  { host, log, signal }: Installation,
): Promise<string> {
  try {
    return await runProgram(program, parameters, { cwd, env: { ...host.env, ...env }, log, signal });
  } catch (error) {
    if (!(error instanceof ProgramFailed)) throw error;
    const lines = log.lastLines(LINES_SHOWN).map((line) => `  ${line}`);
    throw new UserError(
      [`${failure}: ${error.message}. Its last lines:`, ...lines, `All of them: ${log.path}`].join('\n'),
      {
        cause: error,
      },
    );
  }
}
