import { EDGE_AFTER, matches, NUMBER_BEFORE, type Recogniser } from '../recogniser.ts'

const GAP = '[ \\-\\u200b]?'
/** Whole, or in the groups of its parts: region, date of birth, order and check. */
const PATTERN = new RegExp(`${NUMBER_BEFORE}[1-9]\\d{5}${GAP}\\d{4}${GAP}\\d{4}${GAP}\\d{3}[0-9Xx]${EDGE_AFTER}`, 'g')
const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]

/** 18-digit identity numbers of mainland China, proved by their check character. */
export const residentId: Recogniser = {
  name: 'resident-id',
  kind: 'id',
  find: ({ narrow }) => matches(narrow, PATTERN, (found) => isResidentId(found.replace(/[^0-9Xx]/g, ''))),
}

/** GB 11643: a date of birth at digits 7 to 14, and a check character (ISO 7064, MOD 11-2). */
export function isResidentId(text: string): boolean {
  const [year, month, day] = [text.slice(6, 10), text.slice(10, 12), text.slice(12, 14)].map(Number) as [
    number,
    number,
    number,
  ]
  if (year < 1900 || year > 2100 || month < 1 || month > 12 || day < 1 || day > 31) return false
  return checkCharacter(text) === text[17]?.toUpperCase()
}

/** Of the first 17 digits. */
export function checkCharacter(text: string): string {
  const sum = WEIGHTS.reduce((total, weight, i) => total + weight * Number(text[i]), 0)
  return '10X98765432'[sum % 11]!
}
