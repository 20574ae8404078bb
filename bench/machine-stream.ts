import {
  type Audit,
  type CellState,
  cellState,
  defaultMachinePolicy,
  type MachinePolicy,
  shutLabels,
} from '../src/labels/acceptance.ts'
import { labelBatch } from '../src/labels/label-batch.ts'
import { NONE_FITS, type VotedText } from '../src/labels/label-model.ts'
import type { LabellingRule } from '../src/labels/labelling-rule.ts'
import { type MachineProposal, verdictOf, WARM_UP } from '../src/labels/machine-label.ts'
import { fitClassifier } from '../src/models/classifier.ts'
import { encodeClassifier } from '../src/models/codec.ts'
import { type Random, randomFrom, shuffle } from '../src/stats/random.ts'

/** A message with what is true of it; null = it belongs to no label. */
export interface StreamText {
  readonly text: string
  readonly label: string | null
}

export interface StreamOptions {
  readonly seed: number
  /** Texts that people labelled before the stream begins. */
  readonly labelled: readonly { readonly text: string; readonly label: string }[]
  readonly stream: readonly StreamText[]
  readonly rules: readonly LabellingRule[]
  readonly rounds: number
  /** Probability that any one answer of a person is wrong. */
  readonly errorRate: number
}

export interface StreamFigures {
  readonly texts: number
  readonly outOfScope: number
  readonly accepted: number
  readonly right: number
  readonly withdrawn: number
  readonly withdrawnRight: number
  readonly audited: number
  readonly answers: number
  readonly openCells: readonly string[]
  /** Precision of what was accepted as the audits show it, without sight of the truth: by cell, weighted by what it accepted. */
  readonly auditedPrecision: number
}

interface Held extends MachineProposal {
  readonly truth: string | null
  readonly round: number
  readonly answers: (string | null)[]
  state: 'held' | 'accepted' | 'withdrawn'
  acceptedAt: number
}

/**
 * A stream of messages through machine labelling as the service does it, by the same functions: votes, label model, draw of
 * the audits, people's answers, acceptance by cell, withdrawal. One round is one run; people answer between two runs.
 */
export function labelStream({ seed, labelled, stream, rules, rounds, errorRate }: StreamOptions): StreamFigures {
  const random = randomFrom(`machine-labels/${seed}`)
  const policy: MachinePolicy = { ...defaultMachinePolicy, seed: `bench-${seed}` }
  const labels = [...new Set(labelled.map(({ label }) => label))].sort()
  const model = [...encodeClassifier(fitClassifier(labelled, { seed }))]
  const order = shuffle([...stream], random).map((each, i) => ({ ...each, textId: `t-${seed}-${i}`, signals: {} }))
  const size = Math.ceil(order.length / rounds)
  const held: Held[] = []
  let again: typeof order = []
  for (let round = 0; round < rounds; round++) {
    const texts = [...again, ...order.slice(round * size, (round + 1) * size)]
    const truths = new Map(texts.map(({ textId, label }) => [textId, label]))
    const open = openCells(cellsOf(held, policy).states)
    const { proposals, warmUp } = labelBatch({
      task: 'intent',
      model,
      labelled,
      rules,
      texts,
      past: held.map(pastOf),
      policy,
      open,
    })
    for (const each of proposals) {
      held.push({ ...each, truth: truths.get(each.textId) ?? null, round, answers: [], state: 'held', acceptedAt: -1 })
    }
    const proposed = new Set(proposals.map(({ textId }) => textId))
    again = warmUp ? texts.filter(({ textId }) => !proposed.has(textId)) : []
    judge(held, labels, errorRate, random)
    settle(held, cellsOf(held, policy), round)
  }
  const outOfScope = stream.filter(({ label }) => label === null).length
  return { texts: stream.length, outOfScope, ...figuresOf(held, cellsOf(held, policy)) }
}

/** People answer until the verdict stands; who errs picks any other label. */
function judge(held: readonly Held[], labels: readonly string[], errorRate: number, random: Random): void {
  for (const { audited, label, truth, answers } of held) {
    if (!audited) continue
    while (verdictOf(label, answers).kind === 'open') {
      const others = labels.filter((other) => other !== truth)
      answers.push(random() < errorRate ? others[Math.floor(random() * others.length)]! : truth)
    }
  }
}

function pastOf({ votes, label, answers }: Held): VotedText {
  const verdict = verdictOf(label, answers)
  if (verdict.kind === 'open') return { votes, truth: null }
  return { votes, truth: verdict.kind === 'right' ? label : (verdict.label ?? NONE_FITS) }
}

interface Cells {
  readonly audits: readonly (Audit & { readonly cell: string })[]
  readonly states: ReadonlyMap<string, CellState>
  readonly shut: ReadonlySet<string>
}

function cellsOf(held: readonly Held[], policy: MachinePolicy): Cells {
  const audits = held
    .filter(({ answers }) => answers.length > 0)
    .map(({ cell, label, answers, round }) => ({
      cell,
      label,
      right: verdictOf(label, answers).kind === 'right',
      at: round,
      place: round,
    }))
  const byCell = Map.groupBy(audits, ({ cell }) => cell)
  const states = new Map([...byCell].map(([cell, own]) => [cell, cellState(own, policy)]))
  return { audits, states, shut: shutLabels(audits, policy) }
}

const openCells = (states: Cells['states']): string[] =>
  [...states].flatMap(([cell, { open }]) => (open && cell !== WARM_UP ? [cell] : [])).sort()

/** Takes what an open cell holds, and gives back what a closing calls into doubt. */
function settle(held: readonly Held[], { states, shut }: Cells, round: number): void {
  for (const each of held) {
    if (each.audited || each.state === 'withdrawn') continue
    const state = states.get(each.cell)
    if (each.state === 'held' && state?.open && !shut.has(each.label)) {
      each.state = 'accepted'
      each.acceptedAt = round
    }
    const doubted = state?.closings.some(({ from, until }) => each.acceptedAt > from && each.acceptedAt < until)
    if (each.state === 'accepted' && (doubted || shut.has(each.label))) each.state = 'withdrawn'
  }
}

function figuresOf(held: readonly Held[], cells: Cells): Omit<StreamFigures, 'texts' | 'outOfScope'> {
  const accepted = held.filter(({ state }) => state === 'accepted')
  const withdrawn = held.filter(({ state }) => state === 'withdrawn')
  const audited = held.filter(({ answers }) => answers.length > 0)
  const right = (some: readonly Held[]) => some.filter(({ label, truth }) => label === truth).length
  const precision = (cell: string): number => {
    const own = cells.audits.filter((audit) => audit.cell === cell && !cells.shut.has(audit.label))
    return own.filter((audit) => audit.right).length / own.length
  }
  return {
    accepted: accepted.length,
    right: right(accepted),
    withdrawn: withdrawn.length,
    withdrawnRight: right(withdrawn),
    audited: audited.length,
    answers: audited.reduce((sum, { answers }) => sum + answers.length, 0),
    openCells: openCells(cells.states),
    auditedPrecision: accepted.reduce((sum, { cell }) => sum + precision(cell), 0) / accepted.length,
  }
}
