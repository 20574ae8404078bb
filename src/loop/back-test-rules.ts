import { type RuleTable, rulesInForce } from '../admission/rule-version.ts'
import type { PolicyChange } from '../admission/sampling-policy.ts'
import { type BackTest, type BackTestData, backTest, MOVES, type Move } from '../evaluation/back-test.ts'
import type { RuleHistory, Span } from '../evaluation/rule-history.ts'
import type { LabelReader } from '../labels/label-reader.ts'
import type { PoolStore } from '../pool/pool-store.ts'
import { hashUnit } from '../stats/random.ts'

export interface BackTestPorts {
  readonly history: RuleHistory
  readonly labels: Pick<LabelReader, 'reviewed'>
  readonly pool: Pick<PoolStore, 'policy'>
}

/** What is tried out on the past. */
export interface Change {
  readonly table: RuleTable
  /** Threshold of low confidence in hundredths; null = as it is. */
  readonly lowConfidence: number | null
  readonly policy: PolicyChange
}

/** Its span begins with the first conversation in it. */
export interface RuleTrial extends BackTest, Span {
  readonly examples: Readonly<Record<Move, readonly string[]>>
}

/**
 * A change on history. Reads counts by pattern of signals and the conversations that people have judged; no
 * conversation is folded, and none is read but the examples.
 *
 * @param before what it is compared with
 * @param examplesEach how many conversations are shown of each kind, chosen by hash: the same for the same question
 */
export async function backTestRules(
  before: RuleTable,
  change: Change,
  asked: Span,
  examplesEach: number,
  ports: BackTestPorts,
): Promise<RuleTrial> {
  // Days before the first conversation would thin out what is counted per day.
  const first = await ports.history.firstAt(asked)
  const span = { from: first ?? asked.from, until: asked.until }
  const low = change.lowConfidence
  const [data, policy] = await Promise.all([readData(span, low, ports), ports.pool.policy()])
  const tested = backTest(
    data,
    { rules: rulesInForce(before), policy },
    { rules: rulesInForce(change.table), policy: { ...policy, ...change.policy } },
  )
  const examples = await Promise.all(
    MOVES.map(async (move) => {
      const { signals } = tested.moves[move]
      const slots = slotsOf(span, examplesEach, move)
      const found = signals.length === 0 ? [] : await ports.history.examples(signals, slots, low)
      return [move, [...new Set(found)]] as const
    }),
  )
  return { ...tested, ...span, examples: Object.fromEntries(examples) as Record<Move, string[]> }
}

async function readData(span: Span, low: number | null, { history, labels }: BackTestPorts): Promise<BackTestData> {
  const [cells, days, unanswered, reviewed] = await Promise.all([
    history.cells(span, low),
    history.days(span, low),
    history.unanswered(span, low),
    labels.reviewed(),
  ])
  const known = await history.signalsOf(
    reviewed.map((unit) => unit.conversationId),
    span,
    low,
  )
  const judged = reviewed.flatMap(({ conversationId, atFault, inclusionProbability, stratum, userId }) => {
    const signals = known.get(conversationId)
    return signals === undefined || atFault === null
      ? []
      : [{ conversationId, signals, atFault, inclusionProbability, stratum, userId }]
  })
  return { ...span, cells, days, judged, unanswered }
}

/** Equal parts of the span, and in each an instant by hash. */
function slotsOf({ from, until }: Span, count: number, seed: string) {
  const length = (until - from) / count
  return Array.from({ length: count }, (_, i) => {
    const start = Math.floor(from + i * length)
    const end = Math.floor(from + (i + 1) * length)
    return { from: start, at: start + Math.floor(hashUnit(seed, String(i)) * (end - start)), until: end }
  })
}
