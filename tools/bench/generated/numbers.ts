/** Gives a whole number from 0 up to, and without, `below`. */
export type Numbers = (below: number) => number;

/** A small seeded generator of numbers (mulberry32): the same seed, the same file. */
export function numbers(seed: number): Numbers {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 4_294_967_296) * below);
  };
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
