import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import type { ClassifiedImage } from '../../../schemas/types/prediction.ts';
import { distFile } from '../../../trainer/dist-file.ts';
import { noteOnPython, python, runPython } from './python.ts';

const SHARED = fileURLToPath(new URL('../../../../shared', import.meta.url));
const PHOTOS = join(SHARED, 'data/clothing/images');
const WEIGHTS = join(SHARED, 'weights/mobilenet_2_5_224_tf_no_top.h5');
const SCRIPT = new URL('../../fixtures/keras-file/make_large_models.py', import.meta.url);
const present = existsSync(PHOTOS) && existsSync(WEIGHTS);
const note = present ? noteOnPython : ' (not checked: ../shared with the photos and weights is absent)';

const LABELS = { print: ['a', 'b', 'c'], sleeves: ['a', 'b', 'c', 'd'] };
const CONFIG = `
paths: { model_dataframe: rows.csv, model_path: model.h5, training_history_path: history.csv }
model: { input_shape: [128, 128], paths: image, target_encoder: ${JSON.stringify(LABELS)} }
`;
const MINUTES = 60_000;

test(`Xception and MobileNet of Keras classify 50 photos as Keras does${note}`, { timeout: 10 * MINUTES }, async () => {
  if (!present || python === undefined) return;
  const folder = mkdtempSync(join(tmpdir(), 'keras-large-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const photos = readdirSync(PHOTOS).sort().slice(0, 50);
  const args = [folder, WEIGHTS, ...photos.map((photo) => join(PHOTOS, photo))];
  const predicted = (await runPython(SCRIPT, args)) as Record<string, number[][][]>;
  expect(Object.keys(predicted)).toHaveLength(6);
  writeFileSync(join(folder, 'config.yml'), CONFIG);

  const images = photos.map((_, i) => `${i}.png`);
  for (const [file, expected] of Object.entries(predicted)) {
    const options = [...images, '--model', file, '--config', 'config.yml', '--json', '--top', '4'];
    const output = execFileSync(process.execPath, [distFile('multitask.js'), 'classify', ...options], { cwd: folder });
    const differences = output
      .toString()
      .trimEnd()
      .split('\n')
      .flatMap((line, image) =>
        (JSON.parse(line) as ClassifiedImage).tasks.flatMap(({ labels }, task) =>
          labels.map(({ label, probability }) => {
            return Math.abs(probability - expected[task]![image]!['abcd'.indexOf(label)]!);
          }),
        ),
      );
    expect(differences).toHaveLength(50 * 7);
    expect(Math.max(...differences), file).toBeLessThan(1e-4);
  }
});
