import type { Model } from '../../schemas/types/config.ts';

/** Keys of `model`, with groups of keys in part. */
interface RecipeDefaults extends Partial<Omit<Model, 'augmentation'>> {
  readonly augmentation?: Partial<Model['augmentation']>;
}

/** What each recipe puts in place of the schema's defaults. */
const RECIPES: Readonly<Record<Model['recipe'], RecipeDefaults>> = {
  default: {},
  // What train_model.py did and the schema's defaults do better. What they share (100 epochs, the ranges of augmentation) is not repeated.
  reference: {
    split_method: 'first_rows',
    // As many as its epochs: it drew every image anew in each.
    augmented_variants: 100,
    augmentation: { validation: true },
  },
};

/** Fills in what the config's recipe says of keys that it does not write. Whatever else is wrong with the values is left as it is. */
export function fillRecipe(config: unknown): void {
  const model = isGroup(config) ? config.model : undefined;
  if (!isGroup(model) || typeof model.recipe !== 'string' || !Object.hasOwn(RECIPES, model.recipe)) return;
  fill(model, RECIPES[model.recipe as Model['recipe']]);
}

function fill(values: Record<string, unknown>, defaults: object): void {
  for (const [key, value] of Object.entries(defaults)) {
    const written = values[key];
    if (written === undefined) values[key] = isGroup(value) ? { ...value } : value;
    else if (isGroup(written) && isGroup(value)) fill(written, value);
  }
}

function isGroup(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
