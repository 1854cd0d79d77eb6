/** How much is not known of a row's label before one looks, in bits: 0 where all rows have one label, log2(labels) where labels are equally frequent. */
export function entropyOf(counts: readonly number[]): number {
  const total = counts.reduce((sum, count) => sum + count, 0);
  return counts.reduce((bits, count) => (count === 0 ? bits : bits - (count / total) * Math.log2(count / total)), 0);
}
