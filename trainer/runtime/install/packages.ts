import { readdir, rename, rm, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import type { Installation } from './installation.ts';
import { runStep } from './run-step.ts';
import { isThere } from './workspace.ts';

/** Lets npm fetch the addon's source, the JavaScript around it and Node's headers into the runtime. No package's scripts are run. */
export async function installPackages(installation: Installation): Promise<void> {
  const { recipe, host, tools, workspace, progress } = installation;
  const target = join(workspace.runtime, 'node_modules');
  if (await isThere(target)) return;
  const { tfjs, headers } = recipe.npm;
  progress.begin(`npm installs @tensorflow/tfjs-node ${tfjs}`);
  await workspace.attempt(async (folder) => {
    await writeFile(join(folder, 'package.json'), '{ "private": true }\n');
    const parameters = [
      ...['install', `--prefix=${folder}`, '--location=project', '--ignore-scripts', '--no-package-lock'],
      ...[
        '--no-audit',
        '--no-fund',
        '--loglevel=error',
        `@tensorflow/tfjs-node@${tfjs}`,
        `node-api-headers@${headers}`,
      ],
    ];
    // npm is a script that asks PATH for node.
    const env = { PATH: `${host.env.PATH ?? ''}${delimiter}${dirname(host.node)}` };
    await runStep(tools.npm, parameters, { cwd: folder, env, failure: 'npm could not fetch the addon' }, installation);
    await removeSourceMaps(join(folder, 'node_modules'));
    await rename(join(folder, 'node_modules'), target);
  });
  progress.end(`@tensorflow/tfjs-node ${tfjs}  from npm, which compares what it fetches with the registry's digests`);
}

/** Two thirds of what npm fetches, and of use only to who debugs TF.js itself. */
async function removeSourceMaps(folder: string): Promise<void> {
  const names = await readdir(folder, { recursive: true });
  for (const name of names.filter((name) => name.endsWith('.map'))) await rm(join(folder, name));
}
