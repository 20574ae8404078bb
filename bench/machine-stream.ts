import {
  type Audit,
  cellState,
  defaultMachinePolicy,
  type MachinePolicy,
  shutLabels,
} from '../src/labels/acceptance.ts'
import {
  defaultLabelModelOptions,
  fitLabelModel,
  NONE_FITS,
  type Vote,
  type VotedText,
} from '../src/labels/label-model.ts'
import type { CompiledRule } from '../src/labels/labelling-rule.ts'
import { initialPrecision, type MachineProposal, propose, verdictOf, votesOn } from '../src/labels/machine-label.ts'
import { fitClassifier } from '../src/models/classifier.ts'
import { neighboursOf } from '../src/models/neighbours.ts'
import { type Random, randomFrom, shuffle } from '../src/stats/random.ts'

/** A message with what is true of it; null = it belongs to no label. */
export interface StreamText {
  readonly text: string
  readonly label: string | null
}

export interface StreamOptions {
  readonly seed: number
  /** Texts that people labelled before the stream begins. */
  readonly labelled: readonly StreamText[]
  readonly stream: readonly StreamText[]
  readonly rules: readonly CompiledRule[]
  readonly rounds: number
  /** Probability that any one answer of a person is wrong. */
  readonly errorRate: number
}

export interface StreamFigures {
  readonly texts: number
  readonly accepted: number
  readonly right: number
  readonly withdrawn: number
  readonly audited: number
  readonly answers: number
  readonly openCells: readonly string[]
  /** Horvitz-Thompson estimate of the precision from the audits, without sight of the truth. */
  readonly auditedPrecision: number
}

interface Held extends MachineProposal {
  readonly truth: string | null
  readonly round: number
  answers: (string | null)[]
  state: 'held' | 'accepted' | 'withdrawn'
}

/**
 * A stream of messages through machine labelling as the service does it: a model from what people labelled, votes, label
 * model, draw of the audits, people's answers (the round after), acceptance by cell, withdrawal.
 */
export function labelStream(options: StreamOptions): StreamFigures {
  const { seed, labelled, stream, rules, rounds } = options
  const random = randomFrom(`machine-labels/${seed}`)
  const policy: MachinePolicy = { ...defaultMachinePolicy, seed: `bench-${seed}` }
  const labels = [...new Set(labelled.flatMap(({ label }) => label ?? []))].sort()
  const classifier = fitClassifier(
    labelled.flatMap(({ text, label }) => (label === null ? [] : [{ text, label }])),
    { seed },
  )
  const neighbours = neighboursOf(labelled.flatMap(({ text, label }) => (label === null ? [] : [{ text, label }])))
  const order = shuffle([...stream], random)
  const size = Math.ceil(order.length / rounds)
  const voted: (VotedText & { textId: string })[] = []
  const held: Held[] = []
  for (let round = 0; round < rounds; round++) {
    const texts = order.slice(round * size, (round + 1) * size).map((each, i) => {
      const { label, confidence } = classifier.predict(each.text)
      const nearest = neighbours.nearest(each.text)
      const view = { text: each.text, signals: {}, predicted: { intent: { label, confidence } } }
      return { ...each, textId: `t-${seed}-${round * size + i}`, votes: votesOn('intent', view, rules, nearest) }
    })
    const judged = new Map(held.flatMap((each) => truthOf(each)))
    voted.push(...texts.map(({ textId, votes }) => ({ textId, votes, truth: null })))
    const model = fitLabelModel(
      voted.map((each) => ({ ...each, truth: judged.get(each.textId) ?? null })),
      { ...defaultLabelModelOptions, initial: initialOf(voted, rules) },
    )
    const before = cellsOf(held, policy)
    for (const each of texts) {
      const proposal = propose('intent', each.textId, each.votes, model, policy, (cell) => before.open(cell))
      if (proposal) held.push({ ...proposal, truth: each.label, round, answers: [], state: 'held' })
    }
    judge(held, labels, options.errorRate, random)
    settle(held, cellsOf(held, policy))
  }
  return figuresOf(held, stream.length, cellsOf(held, policy))
}

function initialOf(
  voted: readonly { votes: readonly Vote[] }[],
  rules: readonly CompiledRule[],
): Record<string, number> {
  const expected = new Map(rules.map(({ rule }) => [`rule:${rule.ruleId}`, rule.expectedPrecision]))
  const voters = new Set(voted.flatMap(({ votes }) => votes.map(({ voter }) => voter)))
  return Object.fromEntries([...voters].map((voter) => [voter, expected.get(voter) ?? initialPrecision(voter) ?? 0.7]))
}

/** People answer until the verdict stands; who errs picks any other label. */
function judge(held: readonly Held[], labels: readonly string[], errorRate: number, random: Random): void {
  for (const each of held) {
    if (!each.audited) continue
    while (verdictOf(each.label, each.answers).kind === 'open') {
      const others = labels.filter((label) => label !== each.truth)
      const errs = random() < errorRate
      each.answers.push(errs ? others[Math.floor(random() * others.length)]! : each.truth)
    }
  }
}

function truthOf({ textId, label, answers }: Held): [string, string][] {
  const verdict = verdictOf(label, answers)
  if (verdict.kind === 'open') return []
  return [[textId, verdict.kind === 'right' ? label : (verdict.label ?? NONE_FITS)]]
}

function cellsOf(held: readonly Held[], policy: MachinePolicy) {
  const audited = held.filter(({ answers }) => answers.length > 0)
  const audits = audited.map((each): Audit & { cell: string } => ({
    cell: each.cell,
    label: each.label,
    right: verdictOf(each.label, each.answers).kind === 'right',
    at: each.round,
  }))
  const states = new Map(
    [...Map.groupBy(audits, ({ cell }) => cell)].map(([cell, own]) => [cell, cellState(own, policy)]),
  )
  const shut = shutLabels(audits, policy)
  return { states, shut, open: (cell: string) => states.get(cell)?.open ?? false }
}

/** Takes what an open cell holds, and gives back what a closing calls into doubt. */
function settle(held: readonly Held[], { states, shut, open }: ReturnType<typeof cellsOf>): void {
  for (const each of held) {
    if (each.audited) continue
    if (each.state === 'accepted') {
      const closings = states.get(each.cell)?.closings ?? []
      const doubted = closings.some(({ since, at }) => each.round > since && each.round <= at)
      if (doubted || shut.has(each.label)) each.state = 'withdrawn'
    } else if (each.state === 'held' && open(each.cell) && !shut.has(each.label)) each.state = 'accepted'
  }
}

function figuresOf(held: readonly Held[], texts: number, cells: ReturnType<typeof cellsOf>): StreamFigures {
  const accepted = held.filter(({ state }) => state === 'accepted')
  const audited = held.filter(({ answers }) => answers.length > 0)
  const counted = audited.filter(({ cell, label }) => cells.open(cell) && !cells.shut.has(label))
  const weigh = (some: readonly Held[]) => some.reduce((sum, { auditProbability }) => sum + 1 / auditProbability, 0)
  const right = counted.filter(({ label, answers }) => verdictOf(label, answers).kind === 'right')
  return {
    texts,
    accepted: accepted.length,
    right: accepted.filter(({ label, truth }) => label === truth).length,
    withdrawn: held.filter(({ state }) => state === 'withdrawn').length,
    audited: audited.length,
    answers: audited.reduce((sum, { answers }) => sum + answers.length, 0),
    openCells: [...cells.states]
      .filter(([, { open }]) => open)
      .map(([cell]) => cell)
      .sort(),
    auditedPrecision: weigh(right) / weigh(counted),
  }
}
