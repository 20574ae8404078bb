/**
 * Are new intents found among the messages that a model is unsure of?
 *
 * npm run bench:discovery -- [--set clinc150|banking77|jddc] [--train DIR] [--test DIR] [--seeds 3] [--first-seed 1] [--left-out 10]
 *
 * `--left-out` labels are taken out of training; they and the out-of-scope rows are in the stream (the other 40 % of the
 * rows, or the set in --test DIR). Messages with a confidence below 0.6 are clustered. A left-out label counts as found when
 * a proposal consists of it by more than half. `recall`: share of its unsure messages that lie in such proposals; `purity`:
 * share of the messages in all proposals that have the commonest label of theirs. Left-out labels that are found would
 * become intents; proposals of none are a person's time.
 */
import { parseArgs } from 'node:util'
import { findClusters } from '../src/labels/discovery.ts'
import { fitClassifier } from '../src/models/classifier.ts'
import { DEFAULT_DATA_DIR, loadDataSet, position, type Row, SET_NAMES, type SetName } from './data-sets.ts'

const { values: flags } = parseArgs({
  options: {
    set: { type: 'string', default: 'clinc150' },
    train: { type: 'string', default: DEFAULT_DATA_DIR },
    test: { type: 'string' },
    seeds: { type: 'string', default: '3' },
    'first-seed': { type: 'string', default: '1' },
    'left-out': { type: 'string', default: '10' },
  },
})
if (!SET_NAMES.includes(flags.set as SetName))
  throw new Error(`There is no set ${flags.set}; there are ${SET_NAMES.join(', ')}.`)
const LABELLED_SHARE = 0.6
const UNSURE_BELOW = 0.6
const set = loadDataSet(flags.set as SetName, flags.train, flags.test)
const all = [...set.train, ...set.test]
const counts = Map.groupBy(all, ({ label }) => label)

for (let i = 0; i < Number(flags.seeds); i++) {
  const seed = Number(flags['first-seed']) + i
  process.stdout.write(`${JSON.stringify({ set: flags.set, seed, ...search(seed) })}\n`)
}

function search(seed: number) {
  const usual = [...counts].filter(([, rows]) => rows.length >= 30).map(([label]) => label)
  const inOrder = usual.sort((a, b) => position(`left-out-${seed}`, a) - position(`left-out-${seed}`, b))
  const leftOut = new Set(inOrder.slice(0, Number(flags['left-out'])))
  const isLabelled = ({ group }: Row) => position(`discovery-${seed}`, group) < LABELLED_SHARE
  const known = (flags.test === undefined ? all.filter(isLabelled) : set.train).filter((row) => !leftOut.has(row.label))
  const stream = [...(flags.test === undefined ? all.filter((row) => !isLabelled(row)) : set.test), ...set.outOfScope]
  const classifier = fitClassifier(known, { seed })
  const unsure = stream.flatMap((row, i) => {
    const { label, confidence } = classifier.predict(row.text)
    return confidence < UNSURE_BELOW
      ? [{ textId: String(i), text: row.text, userId: String(i), predicted: label, truth: row.label }]
      : []
  })
  const truths = new Map(unsure.map(({ textId, truth }) => [textId, truth]))
  const from = performance.now()
  const clusters = findClusters(unsure, known).map(({ members, stability }) => {
    const labels = Map.groupBy(members, ({ textId }) => truths.get(textId)!)
    const [commonest, group] = [...labels].sort((a, b) => b[1].length - a[1].length)[0]!
    return { size: members.length, commonest, own: group.length, stability }
  })
  const pure = clusters.filter(({ commonest, own, size }) => leftOut.has(commonest) && own > size / 2)
  const sum = (numbers: readonly number[]): number => numbers.reduce((total, value) => total + value, 0)
  const wanted = unsure.filter(({ truth }) => leftOut.has(truth)).length
  return {
    unsure: unsure.length,
    ofLeftOut: wanted,
    outOfScope: unsure.filter(({ truth }) => truth === 'oos').length,
    leftOut: leftOut.size,
    found: new Set(pure.map(({ commonest }) => commonest)).size,
    proposals: clusters.length,
    ofLeftOutLabels: pure.length,
    recall: round(sum(pure.map(({ own }) => own)) / wanted),
    purity: round(sum(clusters.map(({ own }) => own)) / sum(clusters.map(({ size }) => size))),
    milliseconds: Math.round(performance.now() - from),
  }
}

function round(value: number): number {
  return Number(value.toFixed(3))
}
