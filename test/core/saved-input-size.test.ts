import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { checkProject } from '../../core/check.ts';
import { pathFacts } from '../../core/path-facts.ts';
import { savedInputSize } from '../../core/saved-input-size.ts';
import { manifestText } from '../../trainer/model-file/manifest.ts';
import { smallModel } from '../trainer/model-file/small-model.ts';
import { useCpu } from '../trainer/training/cpu.ts';
import { projectFolder, soundProject } from './project-folder.ts';

/** A model.json of 32 × 40 pixels. */
let manifest: string;

beforeAll(async () => {
  await useCpu();
  const { graph, metadata } = smallModel();
  manifest = manifestText(graph, metadata, 'model.weights-0.bin', { bytes: 0, sha256: '' });
});

describe('the input size of a saved model', () => {
  it('is read from its folder or its .json', async () => {
    const root = await projectFolder({ 'model/model.json': manifest });
    for (const path of ['model', 'model/model.json'])
      expect(await savedInputSize(await pathFacts(join(root, path)))).toEqual([32, 40]);
  });

  it('is unknown of anything else', async () => {
    const root = await projectFolder({
      'none/readme.md': '',
      'a.json': 'null',
      'b.json': '{"userDefinedMetadata":{"multitask":{"inputSize":{"height":"1","width":2}}}}',
      'c.json': '{',
      'd.h5': manifest,
      'e.json': ' '.repeat(9 * 1024 * 1024) + manifest,
    });
    for (const path of ['none', 'missing', 'a.json', 'b.json', 'c.json', 'd.h5', 'e.json'])
      expect(await savedInputSize(await pathFacts(join(root, path)))).toBeUndefined();
  });

  it('is told when the config has another', async () => {
    const root = await soundProject({ 'out/model/model.json': manifest });
    const { findings } = await checkProject({ configFile: join(root, 'config.yml'), root });
    expect(findings).toMatchObject([
      {
        code: 'saved-input-shape',
        severity: 'info',
        message:
          'The model at `out/model` was saved with `input_shape: [32, 40]`; training would replace it by one of [96, 96]. To keep it, name another `model_path`.',
        suggestion: '[32, 40]',
        location: { range: { start: { line: 6, column: 16 } } },
      },
    ]);
  });
});
