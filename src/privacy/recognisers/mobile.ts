import { digitsOf, matches, namesAThing, type Recogniser, type Span } from '../recogniser.ts'

/** What people put between the digits. */
const GAP = '[ .·_\\-\\u200b]{0,2}'
const PATTERN = new RegExp(`(?:\\(?(?:\\+|00)?86\\)?${GAP})?1${GAP}[3-9](?:${GAP}\\d){9}(?:转\\d{2,6})?`, 'g')

/** Lengths of the groups in which people write a mobile number; all digits apart is one more. */
const LAYOUTS = new Set([
  ...['11', '3 4 4', '3 8', '7 4', '4 3 4', '4 4 3', '3 3 5', '3 5 3', '5 6', '6 5', '5 3 3'],
  ...['3 2 2 2 2', '2 2 2 2 3', '1 2 2 2 2 2', '3 2 3 3', '3 3 3 2', '2 3 3 3', '3 4 2 2', '3 2 2 4'],
  ...['1 1 1 1 1 1 1 1 1 1 1', '1 1 1 4 4', '3 1 1 1 1 1 1 1 1', '3 4 1 1 1 1'],
])

/** Mainland mobile numbers: with +86 or without, in groups, spaced out, full-width, in Chinese numerals or mixed. */
export const mobile: Recogniser = {
  name: 'mobile',
  kind: 'phone',
  *find({ narrow, digits }) {
    yield* mobiles(narrow, narrow)
    if (digits !== narrow) yield* mobiles(digits, narrow)
  },
}

const mobiles = (text: string, narrow: string): Iterable<Span> =>
  matches(text, PATTERN, (found, from) => {
    if (!standsAlone(narrow, from, from + found.length) || namesAThing(text, from)) return false
    const own = found.replace(/转\d+$/, '')
    const number = own.replace(/^\(?(?:\+|00)?86\)?[^\d]*(?=1)/, '')
    const groups = (digitsOf(number).length === 11 ? number : own)
      .split(/\D+/)
      .filter((group) => group !== '')
      .map((group) => group.length)
    return LAYOUTS.has(groups.join(' ')) || /^[^ .·_-]*$/.test(number)
  })

/**
 * No letter or digit touches it; a Chinese numeral may, since it can belong to a word (13812345678一直打不通). A plus before
 * would make it a number of another country.
 */
const standsAlone = (narrow: string, from: number, to: number): boolean =>
  !/(?:[0-9A-Za-z+]|[0-9]\.)$/.test(narrow.slice(Math.max(0, from - 2), from)) &&
  !/^[0-9A-Za-z]/.test(narrow.slice(to, to + 1))
