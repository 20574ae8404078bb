import { EDGE_AFTER, matches, type Recogniser } from '../recogniser.ts'

const PATTERN = new RegExp(
  `(?:(?<![A-Za-z])qq|扣扣|企鹅号?|加(?:我|个|下)?q(?!q)|秋秋)(?:号码|账号|帐号|号|群)?(?:[ :是为，,]{0,3}| is:? | number is:? )(?<v>[1-9](?:[ -]?\\d){4,10})${EDGE_AFTER}`,
  'gi',
)
/** A number with a unit behind it measures something. */
const UNIT = /^ ?(?:元|块|个|币|条|人|天|年|月|级|折|%|g|mb|gb|w|万|米|版)/i

/** QQ numbers behind a cue word. */
export const qq: Recogniser = {
  name: 'qq',
  kind: 'qq',
  *find({ narrow, digits }) {
    for (const text of digits === narrow ? [narrow] : [narrow, digits]) {
      yield* matches(
        text,
        PATTERN,
        (found, from) => !UNIT.test(text.slice(from + found.length, from + found.length + 3)),
      )
    }
  },
}
