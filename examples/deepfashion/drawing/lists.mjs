// The lists of DeepFashion's Anno_fine folder: their names, and how their lines are written.

import { ATTRIBUTES, CATEGORIES } from './labels.mjs';

export const PARTS = ['train', 'test', 'val'];

const names = Object.keys(CATEGORIES);
const attributes = Object.entries(ATTRIBUTES).flatMap(([group, values], index) =>
  values.map((name) => ({ group, name, type: index + 1 })),
);

/** [name, text] of every list. */
export function listFiles(pictures) {
  return [
    ['list_category_cloth.txt', withHeader('category_name', Object.entries(CATEGORIES))],
    [
      'list_attr_cloth.txt',
      withHeader(
        'attribute_name',
        attributes.map(({ name, type }) => [name, type]),
      ),
    ],
    ...PARTS.flatMap((part) =>
      partLists(
        part,
        pictures.filter((picture) => picture.part === part),
      ),
    ),
  ];
}

/** The number of entries, the columns' names, then one entry a line. */
function withHeader(column, entries) {
  const kind = column.replace('_name', '_type');
  return lines([entries.length, `${column}  ${kind}`, ...entries.map(([name, type]) => `${name}  ${type}`)]);
}

/** One line a picture: its path; the number of its category, counted from 1; a 0 or 1 for every attribute; the corners of its box. */
function partLists(part, pictures) {
  return [
    [`${part}.txt`, lines(pictures.map(({ file }) => file))],
    [`${part}_cate.txt`, lines(pictures.map(({ category }) => names.indexOf(category) + 1))],
    [`${part}_attr.txt`, lines(pictures.map(({ attributes: has }) => flags(has)))],
    [`${part}_bbox.txt`, lines(pictures.map(({ scene }) => scene.box.join(' ')))],
  ];
}

const flags = (has) => attributes.map(({ group, name }) => Number(has[group] === name)).join(' ');

const lines = (entries) => entries.map((entry) => `${entry}\n`).join('');
