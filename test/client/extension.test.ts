import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const json = (path: string) => JSON.parse(readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8'));

describe('the extension', () => {
  it('bundles its own room only', async () => {
    const { metafile } = await build({
      absWorkingDir: root,
      entryPoints: ['client/extension.ts'],
      bundle: true,
      platform: 'node',
      format: 'cjs',
      packages: 'external',
      write: false,
      metafile: true,
    });
    const inputs = Object.keys(metafile.inputs);
    expect(inputs).toContain('client/extension.ts');
    expect(inputs.filter((path) => !path.startsWith('client/'))).toEqual([]);
    const [output] = Object.values(metafile.outputs);
    expect(output?.imports.map(({ path }) => path).toSorted()).toEqual(['vscode', 'vscode-languageclient/node']);
  });

  it('is announced in package.json: started for YAML files, honest about trust', () => {
    expect(json('package.json')).toMatchObject({
      main: './dist/extension.cjs',
      activationEvents: ['onLanguage:yaml'],
      capabilities: { untrustedWorkspaces: { supported: 'limited' }, virtualWorkspaces: { supported: false } },
    });
  });
});

describe('.vscode', () => {
  it('starts the extension on the garments after the build', () => {
    const { configurations, compounds } = json('.vscode/launch.json');
    const extension = configurations.find(({ type }: { type: string }) => type === 'extensionHost');
    expect(extension.args).toEqual([
      expect.stringMatching(/^--extensionDevelopmentPath=\$\{workspaceFolder\}$/),
      expect.stringMatching(/^\$\{workspaceFolder\}\/examples\/garments$/),
    ]);
    const tasks = new Map(json('.vscode/tasks.json').tasks.map((task: { label: string }) => [task.label, task]));
    expect(tasks.get(extension.preLaunchTask)).toMatchObject({ script: 'build' });
    const names = configurations.map(({ name }: { name: string }) => name);
    for (const compound of compounds) for (const name of compound.configurations) expect(names).toContain(name);
  });

  it('runs scripts that there are', () => {
    const { scripts } = json('package.json');
    for (const { script } of json('.vscode/tasks.json').tasks) expect(scripts).toHaveProperty(script);
  });
});
