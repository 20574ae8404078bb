/**
 * A text as recognisers look at it. `narrow` and `digits` have one code unit for each of the original's, so that a place
 * found in them is the place to cut in the original.
 */
export interface TextView {
  readonly original: string
  /** Full-width letters, digits and marks made narrow; invisible characters are U+200B; dashes are '-'. */
  readonly narrow: string
  /** `narrow` with circled and Chinese numerals as digits (一三八 -> 138): for numbers that are read out digit by digit. */
  readonly digits: string
}

/** @example viewOf('１３８').narrow // '138' */
export function viewOf(original: string): TextView {
  const narrow = UNUSUAL.test(original) ? original.replace(EACH_UNUSUAL, narrowed) : original
  const digits = NUMERAL.test(narrow) ? narrow.replace(EACH_NUMERAL, (numeral) => DIGITS.get(numeral)!) : narrow
  return { original, narrow, digits }
}

/** What stands inside a number without being seen. */
export const INVISIBLE = '\u200b'

const DASHES = '\u2010-\u2015\u2212\ufe63'
const UNSEEN = '\u200b-\u200f\u2060\ufeff\u00ad'
const SPACES = '\u00a0\u2000-\u200a\u202f\u3000'
const UNUSUAL = new RegExp(`[\\uff01-\\uff5e${SPACES}${DASHES}${UNSEEN}]`)
const EACH_UNUSUAL = new RegExp(UNUSUAL.source, 'g')
const SPACE = new RegExp(`[${SPACES}]`)
const DASH = new RegExp(`[${DASHES}]`)

function narrowed(unit: string): string {
  if (SPACE.test(unit)) return ' '
  if (DASH.test(unit)) return '-'
  const code = unit.charCodeAt(0)
  return code >= 0xff01 && code <= 0xff5e ? String.fromCharCode(code - 0xfee0) : INVISIBLE
}

/** 幺 and 两 are how one and two are said aloud in numbers. */
const NUMERALS = ['〇零○⓪', '一壹幺①', '二贰两②', '三叁③', '四肆④', '五伍⑤', '六陆⑥', '七柒⑦', '八捌⑧', '九玖⑨']
const DIGITS = new Map(NUMERALS.flatMap((same, digit) => [...same].map((numeral) => [numeral, String(digit)])))
const NUMERAL = new RegExp(`[${NUMERALS.join('')}]`)
const EACH_NUMERAL = new RegExp(NUMERAL.source, 'g')
