import { ADMISSION_RULES } from '../src/admission/rules.ts'
import { defaultSamplingPolicy } from '../src/admission/sampling-policy.ts'
import type { SeenConversation } from '../src/evaluation/signal-history.ts'
import { type MeasuredWorth, signalWorth, type Worth, type WorthData } from '../src/evaluation/signal-worth.ts'
import { LEAST_ADDED, LEAST_LIFT, type Proposal, proposals } from '../src/evaluation/signal-worth-proposals.ts'
import type { DueConversation, KeptDraw } from '../src/pool/pool-store.ts'
import { playDays } from '../src/simulator/run-world.ts'
import { standIn } from '../src/simulator/stand-in.ts'
import type { World } from '../src/simulator/world.ts'
import { confidenceIn, signalsIn } from './back-test/rows-at.ts'
import { decisionsOf } from './coverage-decisions.ts'
import { drawAll } from './coverage-draws.ts'

export const FIGURES = ['precision', 'lift', 'recall'] as const
export type FigureName = (typeof FIGURES)[number]

export interface SeedResult {
  readonly seed: number
  readonly conversations: number
  readonly judged: number
  /** Of the intervals of a figure that say something: how many hold the planted value, lie above it, lie below it. */
  readonly intervals: Readonly<
    Record<FigureName, { readonly held: number; readonly above: number; readonly below: number }>
  >
  /** Lines called found at one of the looks, and those of them that are not more often at fault in truth. */
  readonly found: number
  readonly foundWrongly: number
  readonly proposed: readonly string[]
  readonly proposedWrongly: readonly string[]
}

/** One conversation with what is planted in it. */
interface Known {
  readonly startedAt: number
  readonly draw: KeptDraw
  readonly row: DueConversation['row']
  readonly userId: string | null
  readonly seen: SeenConversation
  readonly atFault: boolean
}

const LOOKS = 5

/** Plays a world, lets people who know the truth review what is drawn, and compares what is told of the signals with what is planted. */
export function runSeed(world: World, seed: number, budget: number, controlRate: number): SeedResult {
  const known = play(world, seed, budget, controlRate)
  const [first, last] = [known[0]!.startedAt, known.at(-1)!.startedAt]
  const truth = signalWorth(dataOf(known, true), ADMISSION_RULES)
  const tally = { found: new Map<string, boolean>(), proposed: new Map<string, boolean>() }
  let told = truth
  for (let look = 1; look <= LOOKS; look++) {
    const until = first + ((last - first + 1) * look) / LOOKS
    const some = known.filter(({ startedAt }) => startedAt < until)
    told = signalWorth(dataOf(some, false), ADMISSION_RULES)
    note(told, truth, tally)
  }
  const wrong = (all: ReadonlyMap<string, boolean>) => [...all].filter(([, right]) => !right).map(([name]) => name)
  return {
    ...{ seed, conversations: known.length, judged: known.filter(({ draw }) => draw.selected).length },
    intervals: Object.fromEntries(
      FIGURES.map((figure) => [figure, held({ told, truth }, figure)]),
    ) as SeedResult['intervals'],
    found: tally.found.size,
    foundWrongly: wrong(tally.found).length,
    proposed: [...tally.proposed.keys()],
    proposedWrongly: wrong(tally.proposed),
  }
}

function play(world: World, seed: number, budget: number, controlRate: number): Known[] {
  const name = `signals-${seed}`
  const policy = { ...defaultSamplingPolicy, budget, controlRate, seed: name }
  const days = [...playDays(world, name, standIn(world, name))]
  const decided = decisionsOf(days.flatMap((day) => day.events))
  const draws = new Map(
    drawAll(
      decided.map(({ due }) => due),
      policy,
    ).map((draw) => [draw.conversationId, draw]),
  )
  const faulty = new Set(
    days.flatMap(({ truths }) =>
      truths.flatMap((truth) => (truth.kind === 'turn' && truth.fault !== 'none' ? [truth.conversation_id] : [])),
    ),
  )
  return decided
    .map(({ final: { conversationId, row, facts } }): Known => {
      const seen = { signals: signalsIn(row), ...outcomesIn(facts) }
      const [userId = null, startedAt] = [facts.users[0], facts.startedAt ?? 0]
      return { startedAt, draw: draws.get(conversationId)!, row, userId, seen, atFault: faulty.has(conversationId) }
    })
    .sort((a, b) => a.startedAt - b.startedAt)
}

const outcomesIn = (facts: DueConversation['facts']): Omit<SeenConversation, 'signals'> => ({
  confidence: confidenceIn(facts),
  clicked: facts.clicked,
  ordered: facts.ordered,
  humanReply: facts.humanReply,
  completed: facts.hardEnd || facts.terminalReached,
})

/** What the service knows of these conversations; or, `whole`, what it would know if people had judged them all. */
function dataOf(known: readonly Known[], whole: boolean): WorthData {
  const counts = new Map<string, { signals: number; confidence: number; conversations: number }>()
  const strata = new Map<'flagged' | 'control', number>()
  for (const { seen, draw } of known) {
    const key = `${seen.signals} ${seen.confidence}`
    const count = counts.get(key) ?? { signals: seen.signals, confidence: seen.confidence, conversations: 0 }
    counts.set(key, count)
    count.conversations++
    strata.set(stratumOf(draw), (strata.get(stratumOf(draw)) ?? 0) + 1)
  }
  const withdrawn = ({ draw, row }: Known) => draw.reason !== null && row.flagged === false
  const judged = known
    .filter((one) => whole || (one.draw.selected && !withdrawn(one)))
    .map(({ draw, userId, seen, atFault }) => ({
      ...{ conversationId: draw.conversationId, userId, atFault, seen, stratum: stratumOf(draw) },
      inclusionProbability: whole ? 1 : draw.probability,
    }))
  return { judged, counts: [...counts.values()], strata: whole ? new Map() : strata }
}

const stratumOf = (draw: KeptDraw): 'flagged' | 'control' => (draw.reason === null ? 'control' : 'flagged')

interface Tally {
  readonly found: Map<string, boolean>
  readonly proposed: Map<string, boolean>
}

/** What is called found or proposed, and whether that is so. */
function note(told: MeasuredWorth, truth: MeasuredWorth, { found, proposed }: Tally): void {
  const planted = new Map(truth.all.map((worth) => [keyOf(worth), worth]))
  for (const worth of told.all)
    if (worth.adjusted <= 0.05) found.set(keyOf(worth), (planted.get(keyOf(worth))!.lift?.estimate ?? 0) > 1)
  for (const proposal of proposals(told, ADMISSION_RULES))
    proposed.set(
      `${proposal.action} ${proposal.worth.trait.name}`,
      isRight(proposal, planted.get(keyOf(proposal.worth))!, truth),
    )
}

const keyOf = ({ trait }: Worth): string => `${trait.kind} ${trait.name}`

function isRight({ action, ground }: Proposal, { alone }: Worth, { unflagged }: MeasuredWorth): boolean {
  const precision = alone.precision?.estimate ?? 0
  if (action !== 'retire') return precision > unflagged.estimate
  if (ground === 'catches_nothing_more') return (alone.recall?.estimate ?? 0) < LEAST_ADDED
  return precision < LEAST_LIFT * unflagged.estimate
}

function held({ told, truth }: { told: MeasuredWorth; truth: MeasuredWorth }, figure: FigureName) {
  let [inside, above, below] = [0, 0, 0]
  told.all.forEach((worth, i) => {
    const [share, planted] = [worth[figure], truth.all[i]![figure]]
    if (share === null || planted === null) return
    if (planted.estimate < share.low - 1e-9) above++
    else if (planted.estimate > share.high + 1e-9) below++
    else inside++
  })
  return { held: inside, above, below }
}
