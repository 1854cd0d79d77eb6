import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** A seeded stream of random choices. */
export function randomFrom(seed) {
  const generator = xoroshiro128plus(seed);
  const next = () => uniformFloat64(generator);
  const between = (low, high) => low + (high - low) * next();
  const index = (count) => uniformInt(generator, 0, count - 1);
  return {
    next,
    between,
    index,
    chance: (probability) => next() < probability,
    pick: (values) => values[index(values.length)],
    /** Roughly normal with mean 0 and standard deviation 1. */
    normal: () => (next() + next() + next() + next() - 2) * Math.sqrt(3),
    shuffled(values) {
      const result = [...values];
      for (let last = result.length - 1; last > 0; last--) {
        const other = index(last + 1);
        [result[last], result[other]] = [result[other], result[last]];
      }
      return result;
    },
  };
}
