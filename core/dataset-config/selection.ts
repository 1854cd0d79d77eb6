import type { DatasetConfig } from '../../schemas/types/dataset-config.ts';
import type { Garment } from '../deepfashion/deepfashion.ts';

/** The group of each category that belongs to one; of one that belongs to several, the last, as in the Python project. */
export function groupsOfCategories({ categories }: DatasetConfig): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(categories.aggregation).flatMap(([group, members]) =>
      members.map((category) => [category, group] as const),
    ),
  );
}

/** The garments whose category belongs to a group in to_model, in their order. */
export function garmentsToModel(garments: readonly Garment[], config: DatasetConfig): Garment[] {
  const groups = groupsOfCategories(config);
  const wanted = new Set(config.categories.to_model);
  return garments.filter(({ category }) => wanted.has(groups.get(category) ?? ''));
}
