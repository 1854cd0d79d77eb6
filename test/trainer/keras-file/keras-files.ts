import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import h5wasm from 'h5wasm/node';
import type { Model } from '../../../schemas/types/config.ts';
import { configWith } from '../../config-with.ts';
import { reproducibleImages } from '../network/reproducible.ts';

const FOLDER = fileURLToPath(new URL('../../fixtures/keras-file/', import.meta.url));
export const [HEIGHT, WIDTH] = [32, 36];
/** As in make_models.py. */
const BRIGHTNESS = [0.25, 0.5, 0.75, 1];

export const kerasFile = (name: string) => join(FOLDER, `${name}.h5`);

/** The config of the files' networks. */
export function kerasConfig(model: Partial<Model> = {}) {
  return configWith({ input_shape: [HEIGHT, WIDTH], ...model });
}

/** [4, 32, 36, 3], as make_models.py makes them. */
export function kerasImages(): Float32Array {
  const images = reproducibleImages(BRIGHTNESS.length, HEIGHT, WIDTH);
  const size = images.length / BRIGHTNESS.length;
  return images.map((value, i) => Math.floor(value * BRIGHTNESS[Math.floor(i / size)]!));
}

/** Copies a file with another text attribute at its root; undefined removes it. */
export async function copyWith(from: string, to: string, name: string, text: string | undefined): Promise<string> {
  await copyFile(from, to);
  await h5wasm.ready;
  const file = new h5wasm.File(to, 'a');
  if (name in file.attrs) file.delete_attribute(name);
  if (text !== undefined) file.create_attribute(name, text, [], 'S');
  file.close();
  return to;
}

/** A text attribute of a file. */
export async function attributeOf(path: string, name: string): Promise<string> {
  await h5wasm.ready;
  const file = new h5wasm.File(path, 'r');
  const { value } = file.attrs[name]!;
  file.close();
  return String(value);
}
