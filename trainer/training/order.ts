import { randomFor, shuffled } from '../../core/random.ts';

/** The training rows in the order of one epoch: depends on nothing but the seed, the epoch and how many rows there are. */
export function epochOrder(rows: number, seed: number, epoch: number): number[] {
  return shuffled(naturalOrder(rows), randomFor(seed, 'shuffle', epoch));
}

export const naturalOrder = (rows: number): number[] => Array.from({ length: rows }, (_, row) => row);

/**
 * The order with its first rows repeated until the last batch is full. Batches keep one shape, and batch normalization sees a full
 * batch of real rows in every step; the repeated rows count in no loss and no metric. Their effect: in the last step of an epoch
 * they take part in the batch statistics (as they did in their own step), and so in the gradients of the rows that count.
 */
export function fullBatches(order: readonly number[], batchSize: number): number[] {
  if (order.length === 0) return [];
  const full = Math.ceil(order.length / batchSize) * batchSize;
  return Array.from({ length: full }, (_, place) => order[place % order.length] as number);
}
