import h5wasm, { Dataset, type File, type Group } from 'h5wasm/node';

/** A file in short: what stands where, without the numbers. */
export interface H5Structure {
  readonly layerNames: readonly string[];
  /** By group of model_weights, in any order: names and shapes of its weights in the order of weight_names. */
  readonly groups: Readonly<Record<string, readonly (readonly [name: string, shape: readonly number[]])[]>>;
  /** Of every attribute whether it is a text or a list, its character set (0: ASCII) and whether its length varies. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly modelConfig: unknown;
  readonly trainingConfig: unknown;
  readonly multitask: unknown;
}

export async function structureOf(path: string): Promise<H5Structure> {
  return readingH5(path, (file) => {
    const weights = file.get('model_weights') as Group;
    const json = (name: string) => JSON.parse(String(file.attrs[name]?.value ?? 'null')) as unknown;
    return {
      layerNames: namesOf(weights, 'layer_names'),
      groups: Object.fromEntries(weights.keys().map((name) => [name, weightsOf(weights.get(name) as Group)])),
      attributes: { ...attributeKinds(file), ...attributeKinds(weights) },
      modelConfig: json('model_config'),
      trainingConfig: json('training_config'),
      multitask: json('multitask'),
    };
  });
}

/** The values of a weight of the file. */
export async function valuesAt(path: string, group: string, name: string): Promise<Float32Array> {
  return readingH5(path, (file) => (file.get(`model_weights/${group}/${name}`) as Dataset).value as Float32Array);
}

async function readingH5<T>(path: string, read: (file: File) => T): Promise<T> {
  await h5wasm.ready;
  const file = new h5wasm.File(path, 'r');
  try {
    return read(file);
  } finally {
    file.close();
  }
}

const namesOf = (group: Group, attribute: string) => [...(group.attrs[attribute]!.value as string[])].map(String);

function weightsOf(group: Group): [string, number[]][] {
  return namesOf(group, 'weight_names').map((name) => {
    const dataset = group.get(name);
    if (!(dataset instanceof Dataset) || dataset.dtype !== '<f') throw new Error(`${name} is no float32 data set.`);
    return [name, dataset.shape!];
  });
}

function attributeKinds(group: Group): Record<string, string> {
  return Object.fromEntries(
    Object.entries(group.attrs).map(([name, { shape, metadata }]) => [
      name,
      `${shape?.length === 0 ? 'text' : 'list'} cset ${metadata.cset} ${metadata.vlen ? 'vlen' : 'fixed'}`,
    ]),
  );
}

/** The lists among a file's attributes. */
export function textLists(path: string): Promise<Record<string, string[]>> {
  return readingH5(path, (file) =>
    Object.fromEntries(Object.keys(file.attrs).map((name) => [name, namesOf(file, name)])),
  );
}
