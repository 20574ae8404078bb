import { EDGE_AFTER, matches, type Recogniser } from '../recogniser.ts'

const PROVINCE = '[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼]'
/** No I and no O, which look like digits. */
const SIGN = '[A-HJ-NP-Za-hj-np-z0-9]'
/** Six signs with D or F (new energy), or five of which the last may be a character. GA 36-2018. */
const CHINESE = new RegExp(
  `(?<p>${PROVINCE})[ ]?[A-HJ-NP-Za-hj-np-z][ ·•.-]?(?:[DFdf][A-HJ-NP-Za-hj-np-z0-9]\\d{4}|\\d{5}[DFdf]|${SIGN}{4}(?:${SIGN}|[挂学警港澳使领]))${EDGE_AFTER}`,
  'g',
)
/** These also begin words that stand before a model: 新A12345 may be "new A12345". */
const ALSO_WORDS = /[新云贵青吉宁甘川黑]/
const CAR = /车|牌|plate/i
const ENGLISH = new RegExp(
  `\\b(?:licen[sc]e plate|number plate|plate number|plate no\\.?|registration plate|car reg(?:istration)?)(?: number)?(?: is|:|=)? ?(?<v>[A-Z0-9]{1,4}[ -]?[A-Z0-9]{2,4})${EDGE_AFTER}`,
  'gi',
)

/** Licence plates: mainland China with new energy, trailers and the like; others behind a cue word. */
export const plate: Recogniser = {
  name: 'plate',
  kind: 'plate',
  *find({ narrow }) {
    yield* matches(narrow, CHINESE, (found, from) => {
      const signs = found.replace(/[ ·•.-]/g, '').slice(2)
      if (signs.replace(/\D/g, '').length < 3) return false
      if (!ALSO_WORDS.test(found[0]!) || /[·•]/.test(found)) return true
      const before = narrow.slice(Math.max(0, from - 20), from)
      return before.endsWith('开') || CAR.test(before + narrow.slice(from + found.length, from + found.length + 6))
    })
    yield* matches(narrow, ENGLISH, (found) => /\d/.test(found) && /[A-Z]/i.test(found))
  },
}
