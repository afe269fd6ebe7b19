/** A leaf of an event. */
export type Scalar = string | number | boolean | null;

/** Whether a leaf of an event is accepted. */
export type Test = (value: Scalar) => boolean;

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
