import { LoopError } from '../errors/loop-error.ts'
import { RULE_NAMES } from '../features/row.ts'
import { REASON_PATTERN, type RuleTable } from './rule-version.ts'
import { SIGNALS } from './rules.ts'

const MOST_RULES = 40
/** The strata by name in the ledgers of the pool, and the reason of the learned admission: a rule of that name could not be told from them. */
const TAKEN = ['control', 'flagged', 'eligible', 'learned']

/** The table, if it can judge. Throws LOOP_BAD_RULES, naming the place. */
export function checkedTable(table: RuleTable): RuleTable {
  const { rules, thresholds } = table
  if (rules.length > MOST_RULES) throw bad(`it has ${rules.length} rules; ${MOST_RULES} are allowed. Remove some.`)
  rules.forEach((rule, i) => {
    const place = `rule ${i + 1} ('${rule.reason}')`
    if (!REASON_PATTERN.test(rule.reason) || TAKEN.includes(rule.reason)) {
      throw bad(
        `${place} has a name that is not allowed. Use 2 to 48 lower-case letters, digits and underscores, a letter first, and none of ${TAKEN.join(', ')}.`,
      )
    }
    if (rules.findIndex(({ reason }) => reason === rule.reason) < i) {
      throw bad(`${place} has the name of a rule above it. Give each its own.`)
    }
    if (rule.all.length === 0) {
      throw bad(`${place} has no condition, so that it would flag everything. Choose from ${SIGNALS.join(', ')}.`)
    }
    const unknown = rule.all.find((signal) => !SIGNALS.includes(signal))
    if (unknown !== undefined) {
      throw bad(`${place} asks for '${unknown}', which is no signal. Choose from ${SIGNALS.join(', ')}.`)
    }
    if (new Set(rule.all).size < rule.all.length) throw bad(`${place} names a signal twice. Name it once.`)
  })
  const missing = RULE_NAMES.find((name) => !rules.some(({ reason }) => reason === name))
  if (missing !== undefined) {
    throw bad(`the built-in rule '${missing}' is missing. Keep it, and switch it off instead ("enabled": false).`)
  }
  const { highConfidence, clickWindowMs } = thresholds
  if (!(highConfidence > 0 && highConfidence <= 1)) {
    throw bad(`high_confidence is ${highConfidence}. Give a number above 0 and up to 1.`)
  }
  if (!(clickWindowMs >= 60_000 && clickWindowMs <= 7 * 86_400_000)) {
    throw bad(`click_window_ms is ${clickWindowMs}. Give from 60000 (a minute) to 604800000 (7 days).`)
  }
  return table
}

const bad = (why: string): LoopError => new LoopError('LOOP_BAD_RULES', `This rule table cannot judge: ${why}`)
