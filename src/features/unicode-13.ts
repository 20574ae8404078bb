import { LETTER_OR_NUMBER_RUNS, UNASSIGNED_RUNS } from './unicode-13-table.ts'

const CODE_POINTS = 0x110000

/** Not assigned in Unicode 13.0. */
export const UNASSIGNED = 0
/** Assigned, neither a letter nor a number. */
export const OTHER = 1
/** Of the categories L and N. */
export const LETTER_OR_NUMBER = 2

/** UNASSIGNED, OTHER or LETTER_OR_NUMBER of every code point. */
const classes = new Uint8Array(CODE_POINTS).fill(OTHER)
mark(UNASSIGNED_RUNS, UNASSIGNED)
mark(LETTER_OR_NUMBER_RUNS, LETTER_OR_NUMBER)

/** Class of a code point in Unicode 13.0, whatever Unicode version this machine knows. */
export const classOf = (codePoint: number): number => classes[codePoint]!

function mark(runs: string, value: number): void {
  let start = 0
  let inside = false
  for (const length of runs.split(' ')) {
    const end = start + Number.parseInt(length, 36)
    if (inside) classes.fill(value, start, end)
    inside = !inside
    start = end
  }
}
