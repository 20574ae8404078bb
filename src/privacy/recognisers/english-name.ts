import { matches, type Recogniser } from '../recogniser.ts'

const PART = "(?:Mc|Mac)[A-Z][a-z]{1,12}|[A-Z]['’][A-Z][a-z]{1,14}|[A-Z][a-z]{1,14}(?:['’-][A-Z]?[a-z]{1,14})?"
const INITIAL = '[A-Z]\\.?'
const CUES = [
  "my (?:full |first |last )?name(?: is|'s|’s)",
  "(?:the )?name(?: is|'s|’s| on the (?:card|order) is)",
  'name ?[:=]',
  'i am called',
  '(?:recipient|consignee|receiver|addressee|contact(?: person| name)?|cardholder|customer|attn\\.?|attention|ship(?:ped)? to|deliver(?:ed)? to|care of|signed)(?: is| ?:|,)',
  '(?:call|ask for|ask to speak to) (?:mr|mrs|ms|miss|dr)\\.?',
  'this is (?:mr|mrs|ms|miss|dr)\\.?',
].join('|')
/** What has a name and is nobody. */
const THING =
  '(?:product|brand|model|item|file|user|store|shop|domain|company|series|colou?r|event|salon|restaurant|hotel|movie|song|album|theater|business|pet|dog|cat|street|the brand|the product|the model)'
const CAPITALISED = new RegExp(
  `(?:^|[^A-Za-z])(?<!${caseless(THING)} )(?:${caseless(CUES)}) {0,2}(?:(?:Mr|Mrs|Ms|Miss|Dr)\\.? )?(?<v>(?:${PART})(?: ${INITIAL}(?= ))?(?: (?:${PART})){0,2})(?![a-z])`,
  'g',
)
const LOWER = new RegExp(
  `(?:\\bmy (?:full )?name(?: is|'s|’s):? {1,2}|(?:^|[^a-z])(?<!${THING} )(?:name|recipient|consignee|contact person|ship to|attn) ?: ?)(?<v>[a-z]{2,14}(?: [a-z]{2,14}(?=[,.;!?]| and | i |$))?)(?![a-z])`,
  'gi',
)
/** Words that may stand behind the cue and are no name. */
const NO_NAME =
  /^(?:not|on|in|spelled|spelt|wrong|printed|missing|engraved|misspelled|the|a|an|at|is|it|still|already|there|what|same|different|correct|incorrect|please|under|registered|listed|too|very|also|now|just|as|for|and|but|my|your|this|that|if|because|so|customer|number|order|apple|samsung|huawei|xiaomi|iphone)\b/i
const SECOND =
  / (?:and|i|from|the|but|calling|here|please|my|on|at|in|is|to|thanks|can|could|with|for|speaking|by the way|order)\b.*$/i

/** Names behind a cue word, as they are written in English. */
export const englishName: Recogniser = {
  name: 'english-name',
  kind: 'name',
  *find({ narrow }) {
    if (!/[a-z]{2}/i.test(narrow)) return
    yield* matches(narrow, CAPITALISED, (found) => !NO_NAME.test(found))
    for (const span of matches(narrow, LOWER, (found) => !NO_NAME.test(found))) {
      const found = narrow.slice(span.from, span.to)
      yield { from: span.from, to: span.from + found.replace(SECOND, '').length }
    }
  },
}

/** The cue in any case, while the name must be capitalised. */
function caseless(pattern: string): string {
  return pattern.replace(/(?<!\\)[a-z]/g, (letter) => `[${letter.toUpperCase()}${letter}]`)
}
