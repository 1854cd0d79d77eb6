import { garmentsToModel, groupsOfCategories } from '../../core/dataset-config/selection.ts';
import { ATTRIBUTE_COLUMNS, type Garment } from '../../core/deepfashion/deepfashion.ts';
import { cropPath, imagePath } from '../../core/deepfashion/image-files.ts';
import type { DatasetConfig } from '../../schemas/types/dataset-config.ts';
import type { Column, Table } from './table.ts';

/** A garment to model: its category belongs to one of the groups that the config asks for. */
export interface ModelledGarment {
  readonly garment: Garment;
  readonly group: string;
}

/** The garments of the groups to model, in the order given. */
export function modelledGarments(garments: readonly Garment[], config: DatasetConfig): ModelledGarment[] {
  const groups = groupsOfCategories(config);
  return garmentsToModel(garments, config).map((garment) => ({ garment, group: groups.get(garment.category)! }));
}

/** All garments: file, category, bbox, one column per group of attributes, split. */
export function fullDataset(garments: readonly Garment[], config: DatasetConfig): Table {
  return [
    text('file', garments, (garment) => imagePath(config, garment)),
    text('category', garments, ({ category }) => category),
    boxes(garments),
    ...attributes(garments),
    split(garments),
  ];
}

/** The garments to model: as the full dataset, with top_level_category before split. */
export function modelSubset(rows: readonly ModelledGarment[], config: DatasetConfig): Table {
  const full = fullDataset(garmentsOf(rows), config);
  return [...full.slice(0, -1), topLevel(rows), ...full.slice(-1)];
}

/** The garments with a crop: as the model subset without boxes, with processed_path before split. */
export function processedSubset(rows: readonly ModelledGarment[], config: DatasetConfig): Table {
  const subset = modelSubset(rows, config).filter(({ name }) => name !== 'bbox');
  return [
    ...subset.slice(0, -1),
    text('processed_path', rows, ({ garment }) => cropPath(config, garment)),
    ...subset.slice(-1),
  ];
}

function text<Row>(name: string, rows: readonly Row[], cell: (row: Row) => string | null): Column {
  return { name, type: 'text', values: rows.map(cell) };
}

function boxes(garments: readonly Garment[]): Column {
  return { name: 'bbox', type: 'integers', values: garments.map(({ box }) => box) };
}

function attributes(garments: readonly Garment[]): Column[] {
  return ATTRIBUTE_COLUMNS.map((name, group) => text(name, garments, (garment) => garment.attributes[group] ?? null));
}

const split = (garments: readonly Garment[]) => text('split', garments, ({ part }) => part);
const topLevel = (rows: readonly ModelledGarment[]) => text('top_level_category', rows, ({ group }) => group);
const garmentsOf = (rows: readonly ModelledGarment[]) => rows.map(({ garment }) => garment);
