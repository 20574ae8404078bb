import { setTimeout as sleep } from 'node:timers/promises'
import type { Estimate } from '../../stats/bootstrap.ts'
import type { Api } from './api.ts'
import type { EvidenceFigures, Found, LearnedFigures, Rate } from './demo-figures.ts'

interface Worth {
  readonly kind: string
  readonly name: string
  readonly judged: number
  readonly precision: Estimate | null
  readonly recall: Estimate | null
  readonly lift: Estimate | null
}

interface WorthAnswer {
  readonly base: { readonly rate: Estimate | null; readonly judged: number }
  readonly unflagged: { readonly rate: Estimate | null; readonly judged: number }
  readonly worth: readonly Worth[]
  readonly proposals: readonly { readonly action: string; readonly worth: { readonly name: string } }[]
}

interface FoundAnswer {
  readonly precision: Estimate | null
  readonly recall: Estimate | null
}

interface Comparison {
  readonly held_out: {
    readonly verdicts: number
    readonly auc: Estimate | null
    readonly at_budget: {
      readonly share: number
      readonly rules: FoundAnswer
      readonly learned: FoundAnswer
      readonly difference: FoundAnswer
    } | null
  } | null
}

interface MacroF1 {
  readonly macro_f1: number | null
  readonly low: number
  readonly high: number
}

interface Attribution {
  readonly attribution: {
    readonly known_turns: number
    readonly attribution: MacroF1
    readonly suspect_table: MacroF1
  } | null
}

interface FaultModels {
  readonly runs: readonly { readonly run_id: string; readonly state: string }[]
}

/** What the service says of its own rules at the end, and what it learns from the verdicts on them. */
export async function readEvidence(api: Api): Promise<EvidenceFigures> {
  const { worth, base, unflagged, proposals } = await api.get<WorthAnswer>('/v1/signals/worth?from=0')
  return {
    rules: worth
      .filter(({ kind, judged }) => kind === 'rule' && judged > 0)
      .map(({ name, judged, precision, recall, lift }) => ({
        reason: name,
        precision: rateOf(precision, judged),
        recall: rateOf(recall, judged),
        lift: rateOf(lift, judged),
      })),
    base: rateOf(base.rate, base.judged),
    unflagged: rateOf(unflagged.rate, unflagged.judged),
    proposals: proposals.map(({ action, worth: { name } }) => ({ action, name })),
    learned: await learn(api),
  }
}

const LOOK_MS = 250
const LONGEST_MS = 300_000

/** Trains the model of faults, in the background of the service, and reads how it does. */
async function learn(api: Api): Promise<LearnedFigures | null> {
  const { run_id } = await api.post<{ run_id: string }>('/v1/faults/training', {})
  const until = Date.now() + LONGEST_MS
  const stateOf = async () =>
    (await api.get<FaultModels>('/v1/faults/model')).runs.find((run) => run.run_id === run_id)?.state
  let state = await stateOf()
  while (state !== 'done' && state !== 'failed' && Date.now() < until) {
    await sleep(LOOK_MS)
    state = await stateOf()
  }
  if (state !== 'done') return null
  const { held_out } = await api.get<Comparison>('/v1/faults/comparison')
  const { attribution: model } = await api.get<Attribution>('/v1/attribution')
  if (held_out === null) return null
  const { verdicts, auc, at_budget } = held_out
  const found = ({ precision, recall }: FoundAnswer): Found => ({
    precision: rateOf(precision, verdicts),
    recall: rateOf(recall, verdicts),
  })
  return {
    verdicts,
    auc: rateOf(auc, verdicts),
    at_budget: at_budget && {
      share: at_budget.share,
      rules: found(at_budget.rules),
      learned: found(at_budget.learned),
      difference: found(at_budget.difference),
    },
    parts: model && {
      learned: scoreOf(model.attribution, model.known_turns),
      table: scoreOf(model.suspect_table, model.known_turns),
      turns: model.known_turns,
    },
  }
}

const scoreOf = ({ macro_f1, low, high }: MacroF1, of: number): Rate => ({ estimate: macro_f1, low, high, of })

const rateOf = (share: Estimate | null, of: number): Rate => ({
  estimate: share?.estimate ?? null,
  low: share?.low ?? null,
  high: share?.high ?? null,
  of,
})
