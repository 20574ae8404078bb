import { expect } from 'vitest'

/** Tails count by relative error; below this a double has no full precision left. */
const SMALLEST_NORMAL = 2.3e-308
export const RELATIVE_ERROR = 1e-6

/** JSON has no infinities: the tables hold them, and NaN, as text. */
export const numberOf = (value: unknown): number =>
  typeof value === 'string' ? Number(value.replace('inf', 'Infinity')) : (value as number)

/** @param absolute for references that are exactly 0, where no error is relative */
export function expectRelative(
  computed: number,
  expected: unknown,
  tolerance = RELATIVE_ERROR,
  absolute = 1e-15,
): void {
  const wanted = numberOf(expected)
  if (Number.isNaN(wanted) || !Number.isFinite(wanted)) expect(computed).toBe(wanted)
  else if (Math.abs(wanted) < SMALLEST_NORMAL) expect(Math.abs(computed)).toBeLessThan(absolute)
  else expect(Math.abs(computed / wanted - 1), `${computed} instead of ${wanted}`).toBeLessThan(tolerance)
}
