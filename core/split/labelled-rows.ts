/** Rows that can be trained on, as far as dealing them to training and validation looks at them. */
export interface LabelledRows {
  readonly length: number;
  /** Per task in target_encoder order: index of each row's label, or -1 where the cell is empty. */
  readonly labels: readonly (Int16Array | Int32Array)[];
  /** For split_method column: what split_column says of each row, as an index of PARTS. */
  readonly parts?: Uint8Array;
}
