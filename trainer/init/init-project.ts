import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, relative } from 'node:path';
import { UserError } from '../../core/errors.ts';
import { disk, writeError } from '../../core/files.ts';
import type { InitPlan } from '../../core/init/plan.ts';
import { type SettledConfig, settle } from '../../core/init/settle.ts';
import { fromDataframe } from './from-dataframe.ts';
import { fromFolders } from './from-folders.ts';
import { Cancelled, type Prompts } from './prompts.ts';
import { findSource } from './source.ts';

export interface InitOptions {
  /** A dataframe or a folder of images, relative to the root; left out: what the root holds. */
  readonly path?: string;
  readonly root: string;
  /** Absolute path of the config to write. */
  readonly out: string;
  /** Whether files that are there may be written over. */
  readonly force: boolean;
  /** The column with the image paths. */
  readonly image?: string;
  /** Columns that are tasks, or names for the tasks that folders hold. */
  readonly tasks?: readonly string[];
  /** Between the labels in a folder's name. */
  readonly separator?: string;
}

/** What would be written, and what there is to say of it. */
export interface Proposal {
  readonly plan: InitPlan;
  /** The dataframe that goes with it, where there is none yet. */
  readonly dataframe?: { readonly file: string; readonly text: string };
  readonly title: string;
  readonly notes: readonly string[];
}

/** Looks at the data and asks what it cannot guess; writes nothing. Throws UserError. */
export async function propose(options: InitOptions, prompts?: Prompts): Promise<Proposal> {
  refuseToOverwrite(options.out, options);
  const source = await findSource(options.path, options.root);
  const proposal =
    'dataframe' in source
      ? await fromDataframe(source.dataframe, options, prompts)
      : await fromFolders(source.folder, options, prompts);
  if (proposal.dataframe) refuseToOverwrite(proposal.dataframe.file, options);
  return proposal;
}

/** Asks a last time where it may, writes, and says what the check has to say of what was written. */
export async function accept(
  proposal: Proposal,
  { root, out }: InitOptions,
  prompts?: Prompts,
): Promise<SettledConfig> {
  const { dataframe, plan } = proposal;
  const files = [...(dataframe ? [dataframe.file] : []), out].map((file) => relative(root, file));
  if (prompts && !(await prompts.yes(`Write ${files.join(' and ')}?`))) throw new Cancelled();
  if (dataframe) await write(dataframe.file, dataframe.text);
  const settled = await settle(plan, { root, configFile: out });
  await write(out, settled.text);
  return settled;
}

function refuseToOverwrite(file: string, { force, root }: InitOptions): void {
  if (force || !existsSync(file)) return;
  throw new UserError(
    `${relative(root, file)} is there already, and nothing was written. Give --force to write over it, or --out for another place.`,
  );
}

async function write(file: string, text: string): Promise<void> {
  try {
    await mkdir(dirname(file), { recursive: true });
    await disk.replace(file, text);
  } catch (error) {
    throw writeError(error, file, file);
  }
}
