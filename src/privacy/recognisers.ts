/** Finds one kind of personal data. `isReal` rejects what only looks like it (a wrong checksum). */
export interface Recogniser {
  readonly kind: 'id' | 'card' | 'phone' | 'email'
  readonly pattern: RegExp
  isReal(found: string): boolean
}

/** A point goes before a number only inside of another one: …13812345678 is a phone, 0.13812345678 is none. */
const EDGE_BEFORE = '(?<![0-9A-Za-z]|[0-9]\\.)'
const EDGE_AFTER = '(?![0-9A-Za-z])'
/** Area code of a Chinese landline, without its 0. */
const AREA = '(?:10|2\\d|[3-9]\\d{2})'

/** In the order in which they are tried: an id number's digits could pass for a card's. */
export const BASIC_RECOGNISERS: readonly Recogniser[] = [
  {
    kind: 'id',
    pattern: new RegExp(`${EDGE_BEFORE}[1-9]\\d{16}[0-9Xx]${EDGE_AFTER}`, 'g'),
    isReal: isResidentId,
  },
  {
    // Issuers' ranges keep order numbers (which often pass Luhn by chance) and bar codes out.
    kind: 'card',
    pattern: new RegExp(`${EDGE_BEFORE}(?:3[0-9]|4\\d|5[1-5]|2[2-7]|6[0245])(?:[ -]?\\d){12,17}${EDGE_AFTER}`, 'g'),
    isReal: passesLuhn,
  },
  {
    kind: 'phone',
    pattern: new RegExp(`${EDGE_BEFORE}(?:(?:\\+|00)?86[ -]?)?1[3-9]\\d(?:[ -]?\\d{4}){2}${EDGE_AFTER}`, 'g'),
    isReal: () => true,
  },
  {
    // Landlines: an area code, then seven or eight digits of which the first is no 0 or 1.
    kind: 'phone',
    pattern: new RegExp(`(?:\\(0${AREA}\\)|${EDGE_BEFORE}0${AREA})[ -]?[2-9]\\d{2,3}[ -]?\\d{4}${EDGE_AFTER}`, 'g'),
    isReal: () => true,
  },
  {
    // E.164: with + or 00 before the country.
    kind: 'phone',
    pattern: new RegExp(`${EDGE_BEFORE}(?:\\+|00)[1-9]\\d{0,2}(?:[ .-]?\\(?\\d{1,4}\\)?){2,6}${EDGE_AFTER}`, 'g'),
    isReal: (found) => {
      const digits = found.replace(/^00|\D/g, '').length
      return digits >= 9 && digits <= 15
    },
  },
  {
    // North America, written in groups; ten digits in a row are as likely an order or a time.
    kind: 'phone',
    pattern: new RegExp(
      `(?:${EDGE_BEFORE}1[ .-])?(?:\\([2-9]\\d{2}\\) ?|${EDGE_BEFORE}[2-9]\\d{2}[ .-])[2-9]\\d{2}[ .-]\\d{4}${EDGE_AFTER}`,
      'g',
    ),
    isReal: () => true,
  },
  {
    // Bounded parts: no text can make it slow.
    kind: 'email',
    pattern: /(?<![A-Za-z0-9._%+-])[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,6}/g,
    isReal: () => true,
  },
]

const ID_WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]

/** GB 11643: a date of birth at digits 7 to 14, and a check character (ISO 7064, MOD 11-2). */
function isResidentId(text: string): boolean {
  const [year, month, day] = [text.slice(6, 10), text.slice(10, 12), text.slice(12, 14)].map(Number) as [
    number,
    number,
    number,
  ]
  if (year < 1900 || year > 2100 || month < 1 || month > 12 || day < 1 || day > 31) return false
  const sum = ID_WEIGHTS.reduce((total, weight, i) => total + weight * Number(text[i]), 0)
  return '10X98765432'[sum % 11] === text[17]?.toUpperCase()
}

/** ISO/IEC 7812. */
function passesLuhn(text: string): boolean {
  const digits = text.replace(/\D/g, '')
  let sum = 0
  for (let i = 0; i < digits.length; i++) {
    const digit = Number(digits[digits.length - 1 - i])
    const doubled = i % 2 === 1 ? digit * 2 : digit
    sum += doubled > 9 ? doubled - 9 : doubled
  }
  return sum % 10 === 0
}
