import { crossFitMixed, mixedProbability } from '../../src/models/mixed.ts'
import { debiasedEce } from '../../src/stats/calibration-error.ts'
import { position } from '../data-sets.ts'
import { aucOf, bestThreshold, f1Of, type Judged } from './detection.ts'
import type { EvidenceDirs, EvidenceFigure } from './figure.ts'
import { type RatedDialogue, type RatedName, readRated } from './rated-dialogues.ts'
import { dialogueExamples, type RatedExamples, turnExamples } from './rated-examples.ts'

interface Target {
  readonly set: RatedName
  readonly name: string
  readonly of: (dialogues: readonly RatedDialogue[]) => RatedExamples
  readonly f1: Goal
  readonly auc: Goal
}

interface Goal {
  readonly baseline: number | null
  readonly aim: number | null
}

const NONE: Goal = { baseline: null, aim: null }

const TARGETS: readonly Target[] = [
  {
    set: 'jddc',
    name: 'JDDC turns, dissatisfied',
    of: turnExamples,
    f1: { baseline: 0.491, aim: 0.5 },
    auc: { baseline: 0.753, aim: 0.77 },
  },
  {
    set: 'uss_sgd',
    name: 'USS-SGD turns, dissatisfied',
    of: turnExamples,
    f1: { baseline: 0.514, aim: 0.56 },
    auc: NONE,
  },
  { set: 'uss_mwoz', name: 'USS-MWOZ turns, dissatisfied', of: turnExamples, f1: NONE, auc: NONE },
  { set: 'uss_redial', name: 'USS-ReDial turns, dissatisfied', of: turnExamples, f1: NONE, auc: NONE },
  {
    set: 'taobao_clothes',
    name: 'Taobao clothes dialogues, unsatisfied',
    of: dialogueExamples,
    f1: { baseline: 0.656, aim: 0.7 },
    auc: NONE,
  },
  { set: 'taobao_makeup', name: 'Taobao makeup dialogues, unsatisfied', of: dialogueExamples, f1: NONE, auc: NONE },
  {
    set: 'stc3',
    name: 'STC-3 dialogues, S below -0.5',
    of: dialogueExamples,
    f1: { baseline: 0.66, aim: 0.7 },
    auc: NONE,
  },
]

/** A file that is its own test is cut into this many parts by dialogue; each is scored by a model of the others. */
const PARTS = 3

/**
 * How well dissatisfied customers are recognised from text and behaviour alone, by the product's own mixed model and
 * dialogue signals. No human label is an input; a turn is judged from its message and what stood before it.
 */
export async function run(dirs: EvidenceDirs): Promise<EvidenceFigure[]> {
  return TARGETS.flatMap((target) => figuresOf(target, dirs))
}

function figuresOf({ set, name, of, f1, auc }: Target, dirs: EvidenceDirs): EvidenceFigure[] {
  const judged: Judged[] = []
  const sizes: number[] = []
  const byWords: Judged[] = []
  for (const { train, test } of cutsOf(set, dirs)) {
    const [learned, asked] = [of(train), of(test)]
    const { probabilities, threshold } = learnAndScore(learned, asked, `evidence/${set}`)
    judged.push(...judgedOf(asked, probabilities, threshold))
    byWords.push(...judgedOf(asked, negationOf(asked), 1))
    sizes.push(learned.examples.length)
  }
  const { ece, high } = debiasedEce(
    judged.map(({ probability }) => probability),
    judged.map(({ positive }) => positive),
  )
  const note = noteOf(judged, byWords, sizes)
  return [
    { name, figure: 'F1', ...f1Of(judged), ...f1, note },
    { name, figure: 'AUC', ...aucOf(judged), ...auc },
    { name, figure: 'calibration error (debiased)', value: ece, low: 0, high, ...NONE },
  ]
}

function learnAndScore(learned: RatedExamples, asked: RatedExamples, seed: string) {
  const { schema, examples, outcomes, groups } = learned
  const { model, held } = crossFitMixed(schema, examples, outcomes, { groups, seed })
  return {
    probabilities: asked.examples.map((example) => mixedProbability(model, example)),
    threshold: bestThreshold(held, outcomes),
  }
}

const judgedOf = ({ outcomes, groups }: RatedExamples, probabilities: readonly number[], threshold: number): Judged[] =>
  probabilities.map((probability, i) => ({
    probability,
    called: probability >= threshold,
    positive: outcomes[i] === 1,
    group: groups[i]!,
  }))

/** The simplest rule to set beside: does the message hold a word of negation? */
function negationOf({ schema, examples }: RatedExamples): number[] {
  const column = schema.numbers.indexOf('negations')
  return examples.map(({ numbers }) => (column < 0 ? 0 : Number(numbers[column]! > 0)))
}

function noteOf(judged: readonly Judged[], byWords: readonly Judged[], sizes: readonly number[]): string {
  const rate = judged.filter(({ positive }) => positive).length / judged.length
  const words = f1Of(byWords).value
  return [
    `${judged.length} scored by models of other dialogues (${sizes.join(', ')} examples)`,
    `${(100 * rate).toFixed(1)} % positive: always flagging has F1 ${((2 * rate) / (1 + rate)).toFixed(3)}`,
    ...(words > 0 ? [`a negation word in the message alone ${words.toFixed(3)}`] : []),
    'threshold, penalties, trees and blend chosen on held-out folds of the fitted part',
  ].join('; ')
}

interface Cut {
  readonly train: readonly RatedDialogue[]
  readonly test: readonly RatedDialogue[]
}

/** Two folders: fit on the first, score the second. One folder: cross-validation over its dialogues. */
function cutsOf(set: RatedName, { train, test }: EvidenceDirs): Cut[] {
  const all = readRated(set, train)
  if (train !== test) return [{ train: all, test: readRated(set, test) }]
  const partOf = ({ id }: RatedDialogue) => Math.floor(position('evidence', id) * PARTS)
  return Array.from({ length: PARTS }, (_, part) => ({
    train: all.filter((dialogue) => partOf(dialogue) !== part),
    test: all.filter((dialogue) => partOf(dialogue) === part),
  }))
}
