/** Numbers that a runtime came to, and those that it should have come to. */
export interface Measured {
  /** Such as "the gradient of conv/kernel". */
  readonly what: string;
  readonly actual: ArrayLike<number>;
  readonly expected: readonly number[];
}

/** The number that is furthest off. */
export interface Difference {
  readonly what: string;
  readonly actual: number;
  readonly expected: number;
}

/**
 * How far a number may be off, as a share of the largest one of its tensor. GPUs that multiply in TF32 keep about three decimal digits:
 * with every factor of a convolution or product rounded so, the gradients of the self-test are off by at most 0.001 of their largest.
 * Ten times that is allowed. A kernel that is wrong is off by more.
 */
const TOLERANCE = 0.01;

/** What differs by more than the tolerance, in the order given. A number that is not finite always does. */
export function differences(measured: readonly Measured[]): Difference[] {
  return measured.flatMap(({ what, actual, expected }) => {
    const allowed = TOLERANCE * Math.max(...expected.map(Math.abs));
    const errors = expected.map((value, i) => Math.abs(actual[i]! - value));
    const worst = errors.reduce((at, error, i) => (isWorse(error, errors[at]!) ? i : at), 0);
    if (errors[worst]! <= allowed) return [];
    return [{ what, actual: short(actual[worst]!), expected: short(expected[worst]!) }];
  });
}

const isWorse = (error: number, than: number): boolean => (Number.isNaN(error) ? !Number.isNaN(than) : error > than);

/** Four digits: as many as a person compares. */
const short = (value: number): number => Number(value.toPrecision(4));
