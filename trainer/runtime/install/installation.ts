import type { Host } from './host.ts';
import type { LogFile } from './log-file.ts';
import type { InstallProgress } from './progress.ts';
import type { Recipe } from './recipe.ts';
import type { Tools } from './tools.ts';
import type { Workspace } from './workspace.ts';

/** What every step of one install shares. */
export interface Installation {
  readonly recipe: Recipe;
  readonly host: Host;
  readonly tools: Tools;
  readonly workspace: Workspace;
  readonly progress: InstallProgress;
  readonly log: LogFile;
  /** Aborted when the install shall stop; what is finished stays. */
  readonly signal: AbortSignal;
}
