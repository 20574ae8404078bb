import { digitsOf, EDGE_AFTER, matches, NUMBER_BEFORE, namesAThing, type Recogniser } from '../recogniser.ts'

/**
 * Issuers' ranges (UnionPay 62 and its older 9558, Visa, Mastercard, American Express, Diners, JCB, Discover, Maestro)
 * keep order numbers, of which every tenth passes Luhn by chance, and bar codes out.
 */
const PATTERN = new RegExp(
  `${NUMBER_BEFORE}(?:3[0-9]|4\\d|5[0-8]|2[2-7]|6\\d|9558)(?:[ \\-\\u200b]?\\d){9,17}${EDGE_AFTER}`,
  'g',
)
/** Lengths of the numbers of each range; the first that fits counts. */
const LENGTHS: readonly (readonly [RegExp, readonly number[]])[] = [
  [/^9558/, [19]],
  [/^62/, [16, 17, 18, 19]],
  [/^4/, [13, 16, 19]],
  [/^(?:5[1-5]|2[2-7])/, [16]],
  [/^3[47]/, [15]],
  [/^3[0689]/, [14, 16]],
  [/^35/, [16]],
  [/^(?:6011|6[45])/, [16, 19]],
  [/^(?:50|5[6-8]|6)/, [16, 18, 19]],
]

/** Numbers of bank cards, by issuer, length and check digit, with or without separators. */
export const card: Recogniser = {
  name: 'card',
  kind: 'card',
  find: ({ narrow }) =>
    matches(narrow, PATTERN, (found, from) => {
      const digits = digitsOf(found)
      const lengths = LENGTHS.find(([range]) => range.test(digits))?.[1] ?? []
      if (!lengths.includes(digits.length) || !passesLuhn(digits)) return false
      if (digits.length === 13 && isBarCode(digits)) return false
      return !namesAThing(narrow, from)
    }),
}

/** ISO/IEC 7812. */
export function passesLuhn(digits: string): boolean {
  let sum = 0
  for (let i = 0; i < digits.length; i++) {
    const digit = Number(digits[digits.length - 1 - i])
    const doubled = i % 2 === 1 ? digit * 2 : digit
    sum += doubled > 9 ? doubled - 9 : doubled
  }
  return sum % 10 === 0
}

/** EAN-13, whose numbers from 400 to 440 begin as Visa's do. */
function isBarCode(digits: string): boolean {
  let sum = 0
  for (let i = 0; i < 13; i++) sum += Number(digits[i]) * (i % 2 === 0 ? 1 : 3)
  return sum % 10 === 0
}
