import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** Gives a whole number from 0 up to, and without, `below`. */
export type Numbers = (below: number) => number;

/** A seeded generator: the same seed gives the same file. */
export function numbers(seed: number): Numbers {
  const generator = xoroshiro128plus(seed);
  return (below) => uniformInt(generator, 0, below - 1);
}

const ROUNDS = 4;
const HALF_BITS = 20;
const HALF = 1 << HALF_BITS;

/** Which of the 2^40 ids a number becomes: a permutation (a Feistel network), so that no two numbers become the same one. */
export function scatter(seed: number): (number: number) => number {
  const next = numbers(seed);
  const keys = Array.from({ length: ROUNDS }, () => next(4_294_967_296));
  return (number) => {
    let [left, right] = [Math.floor(number / HALF), number % HALF];
    for (const key of keys) {
      const mixed = Math.imul((right ^ key) + 0x9e3779b9, 0x85ebca6b);
      [left, right] = [right, left ^ ((mixed ^ (mixed >>> 15)) >>> (32 - HALF_BITS))];
    }
    // Ids begin with 1.
    return left * HALF + right + 1;
  };
}
