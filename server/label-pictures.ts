import type { DataframeIndex } from '../core/dataframe/dataframe.ts';
import type { ConfigWithData, Labelled } from '../core/language/config-view.ts';
import { textAt } from '../core/language/find.ts';
import { sampleImages } from '../core/language/sample-images.ts';
import { Thumbnails } from './thumbnails.ts';

/** Long enough for four photos, and too short to be waited for. */
const BUDGET_MS = 100;
/** VS Code cuts a hover at 100 000 characters. */
const LONGEST = 80_000;

/** Pictures of what labels look like. */
export class LabelPictures {
  readonly #thumbnails = new Thumbnails();
  /** Sampled images by what they are asked by, for as long as the dataframe stays as it is. */
  readonly #samples = new WeakMap<DataframeIndex, Map<string, Promise<string[]>>>();

  /** Markdown that shows some images with the label; empty where there are none, or none yet: those that take longer are there the next time. */
  async of(config: ConfigWithData, labelled: Labelled): Promise<string> {
    const thumbnails = this.#sample(config, labelled).then((files) => this.#thumbnails.of(files));
    return markdownOf(await within(BUDGET_MS, thumbnails, []));
  }

  #sample(config: ConfigWithData, labelled: Labelled): Promise<string[]> {
    const { dataframe } = config;
    if (!dataframe) return Promise.resolve([]);
    const known = this.#samples.get(dataframe) ?? new Map<string, Promise<string[]>>();
    this.#samples.set(dataframe, known);
    const key = JSON.stringify([labelled, config.place.root, textAt(config.outline, ['model', 'paths'])]);
    const sample = known.get(key) ?? sampleImages(config, labelled);
    known.set(key, sample);
    return sample;
  }
}

function markdownOf(thumbnails: readonly string[]): string {
  let markdown = '';
  for (const uri of thumbnails) if (markdown.length + uri.length <= LONGEST) markdown += `![](${uri}) `;
  return markdown.trimEnd();
}

/** What a promise resolves to, or something else where that takes longer. */
export async function within<Value>(milliseconds: number, promise: Promise<Value>, otherwise: Value): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Value>((resolve) => {
    timer = setTimeout(() => resolve(otherwise), milliseconds);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
