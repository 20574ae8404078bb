import { digitsOf, EDGE_AFTER, matches, NUMBER_BEFORE, namesAThing, type Recogniser } from '../recogniser.ts'

/** E.164: + or 00 before the country, at most 15 digits. */
const E164 = new RegExp(`${NUMBER_BEFORE}(?:\\+|00)[1-9]\\d{0,2}(?:[ .-]?\\(?\\d{1,4}\\)?){2,6}${EDGE_AFTER}`, 'g')
/** North America, in groups; ten digits in a row are as likely an order or a time. */
const NANP = new RegExp(
  `(?:${NUMBER_BEFORE}1[ .-])?(?:\\([2-9]\\d{2}\\) ?|${NUMBER_BEFORE}[2-9]\\d{2}[ .-])[2-9]\\d{2}[ .-]\\d{4}${EDGE_AFTER}`,
  'g',
)
/** Whom everybody may call: a company. */
const HOTLINE = /^(?:1.)?\(?(?:400|800|8([3-8])\1)\D/
/** Any national form where the text says that it is somebody's phone. */
const AFTER_CUE = new RegExp(
  `\\b(?:phone|cell|mobile|tel|call me (?:at|on)|reach me (?:at|on)|text me (?:at|on)|whatsapp|ring me on)(?: ?(?:number|no\\.?|#))?(?: is)?[ :]{0,3}(?<v>\\(?\\d{2,5}\\)?(?:[ .-]?\\d{2,4}){2,4})${EDGE_AFTER}`,
  'gi',
)

/** Telephones outside mainland China. */
export const foreignPhone: Recogniser = {
  name: 'foreign-phone',
  kind: 'phone',
  *find({ narrow }) {
    const isNumber = (found: string): boolean => {
      const digits = digitsOf(found.replace(/^00/, '')).length
      return digits >= 9 && digits <= 15
    }
    yield* matches(narrow, E164, (found, from) => isNumber(found) && !namesAThing(narrow, from))
    yield* matches(narrow, NANP, (found, from) => !HOTLINE.test(found) && !namesAThing(narrow, from))
    yield* matches(narrow, AFTER_CUE, isNumber)
  },
}
