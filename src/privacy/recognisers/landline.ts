import { digitsOf, EDGE_AFTER, matches, NUMBER_BEFORE, namesAThing, type Recogniser } from '../recogniser.ts'

/** Area code of a Chinese landline, without its 0. */
const AREA = '(?:10|2\\d|[3-9]\\d{2})'
/** An extension. */
const INSIDE = '(?:(?:转|-|,? ?ext\\.? ?)\\d{1,6})?'
const WITH_AREA = new RegExp(
  `(?:\\(0${AREA}\\)|${NUMBER_BEFORE}(?:(?:\\+|00)86[ -]?${AREA}|0${AREA}))[ -]{0,2}[2-9]\\d{2,3}[ -]?\\d{4}${INSIDE}${EDGE_AFTER}`,
  'g',
)
/** Without an area code only where the text says that it is a telephone. */
const AFTER_CUE = new RegExp(
  `(?:座机|固话|家里电话|办公电话|联系电话|电话号码|电话|landline|home phone|telephone)[ :是为号]{0,4}(?<v>[2-9]\\d{2,3}[ -]?\\d{4}${INSIDE})${EDGE_AFTER}`,
  'gi',
)

export const landline: Recogniser = {
  name: 'landline',
  kind: 'phone',
  *find({ digits, narrow }) {
    for (const text of digits === narrow ? [narrow] : [narrow, digits]) {
      yield* matches(text, WITH_AREA, (found, from) => digitsOf(found).length >= 10 && !namesAThing(text, from))
    }
    yield* matches(narrow, AFTER_CUE)
  },
}
