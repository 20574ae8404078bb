import { matches, type Recogniser, type Span } from '../recogniser.ts'

const PLAIN_TYPE = 'Street|Avenue|Ave|Boulevard|Blvd|Road|Rd|Lane|Parkway|Pkwy|Highway|Hwy|Crescent|Terrace'
/** These are also everyday words: only between capitalised ones. */
const WORDY_TYPE = 'St|Drive|Dr|Court|Ct|Place|Pl|Square|Sq|Way|Close|Row|Circle|Cir|Trail|Ln|Grove|Mews|Gardens'
const NUMBER =
  '(?<![0-9A-Za-z$€£¥.,])(?:(?:No|no|Room|Rm|Unit|Flat|Apt)\\.? ?[0-9A-Z-]{1,6},? )?(?:(?:No|no)\\.? ?)?[0-9]{1,5}[A-Za-z]?(?:-[0-9]{1,5})?'
const WORD = "[A-Z][a-z'’]{1,15}|[0-9]{1,3}(?:st|nd|rd|th)|[NSEW]\\.?|(?:Mac|Mc|O')[A-Z][a-z]{1,12}"
const UNIT =
  ',? (?:(?:Apt|Apartment|Suite|Ste|Unit|Flat|Room|Rm|Floor|Fl|Building|Bldg)\\.? ?#?[0-9A-Za-z-]{1,6}|#[0-9A-Za-z-]{1,6})'
const CITY =
  ',? (?!Please|Thanks|Thank|And|My|The|Call|Can|Could|When|What|How|But|Is|It|Do|Will|Also|Or|If|You|We|Not|That|For|Before)[A-Z][a-z]{1,15}(?: [A-Z][a-z]{1,15}){0,2}'
const POST_CODE =
  ',? (?:[A-Z]{2},? )?(?:[0-9]{5,6}(?:-[0-9]{4})?|[A-Z]{1,2}[0-9][0-9A-Z]? ?[0-9][A-Z]{2}|[A-Z][0-9][A-Z] ?[0-9][A-Z][0-9])(?![0-9A-Za-z])|,? [A-Z]{2}(?![A-Za-z])'
const TAIL = `(?:${UNIT})?(?:${CITY}){0,3}(?:${POST_CODE}){0,2}`
const CAPITALISED = new RegExp(
  `(?<v>${NUMBER},? (?:(?:${WORD}) ){1,4}(?:${PLAIN_TYPE}|${WORDY_TYPE})(?![A-Za-z]| (?:map|trip|bike|race|test))\\.?${TAIL})`,
  'g',
)
const LOWER = new RegExp(
  `(?<v>(?<![0-9A-Za-z$€£¥.,])[0-9]{1,5} (?:[a-z'’]{1,15} |[0-9]{1,3}(?:st|nd|rd|th) ){1,3}(?:${PLAIN_TYPE}|ave|st)(?![a-z])\\.?(?:${UNIT})?(?:,? [0-9]{5})?)`,
  'gi',
)
const PO_BOX = new RegExp(`(?<v>\\bP\\.? ?O\\.? ?Box [0-9]{1,6}${TAIL})`, 'gi')
/** 4 days down the road; 2 TB Solid State Drive. */
const NO_STREET =
  /\b(?:solid|state|hard|flash|disk|usb|nvme|ssd|days?|hours?|minutes?|miles?|km|blocks?|times?|years?|people|of|the|per|from|down|on|in|for|more|off|best|full|and|or|to|a)\b/i

/** Street addresses as they are written in English, with unit, city and post code. */
export const englishAddress: Recogniser = {
  name: 'english-address',
  kind: 'address',
  *find({ narrow }) {
    if (!/[0-9]/.test(narrow) || !/[a-z]{2}/i.test(narrow)) return
    yield* matches(narrow, CAPITALISED, (found) => !NO_STREET.test(streetOf(found)))
    yield* matches(narrow, LOWER, (found) => !NO_STREET.test(streetOf(found)))
    yield* matches(narrow, PO_BOX) as Iterable<Span>
  },
}

/** The words between number and type. */
const streetOf = (found: string): string => found.split(',', 1)[0]!.split(' ').slice(1, 6).join(' ')
