/**
 * The embedded classifier beside a linear SVM (scikit-learn), on the same split in the same run.
 *
 * npm run bench:classifier -- [--set banking77|clinc150|jddc] [--train DIR] [--test DIR] [--no-svm]
 *
 * Prints one JSON line per set. Out-of-scope rows of CLINC150 are neither trained on nor in the accuracy; how well low
 * confidence tells them from the test part is `outOfScopeAuroc`. Intervals of JDDC count dialogues, not turns.
 */
import { parseArgs } from 'node:util'
import { type Classifier, fitClassifier } from '../src/models/classifier.ts'
import { decodeClassifier, encodeClassifier } from '../src/models/codec.ts'
import { pairedDifference } from '../src/stats/bootstrap.ts'
import { debiasedEce } from '../src/stats/calibration-error.ts'
import { designEffect } from '../src/stats/clusters.ts'
import { wilson } from '../src/stats/interval.ts'
import { randomFrom } from '../src/stats/random.ts'
import { type DataSet, DEFAULT_DATA_DIR, loadDataSet, type Row, SET_NAMES, type SetName } from './data-sets.ts'
import { runSvm } from './svm.ts'

const { values: flags } = parseArgs({
  options: {
    set: { type: 'string', multiple: true, default: [...SET_NAMES] },
    train: { type: 'string', default: DEFAULT_DATA_DIR },
    test: { type: 'string' },
    svm: { type: 'boolean', default: true },
  },
  allowNegative: true,
})

for (const name of flags.set) {
  if (!SET_NAMES.includes(name as SetName))
    throw new Error(`There is no set ${name}; there are ${SET_NAMES.join(', ')}.`)
  const set = loadDataSet(name as SetName, flags.train, flags.test)
  process.stdout.write(`${JSON.stringify({ ...measure(set), ...(flags.svm && compare(set)) })}\n`)
}

function measure(set: DataSet) {
  const before = process.cpuUsage()
  const classifier = fitClassifier(set.train, { seed: 1 })
  const { user, system } = process.cpuUsage(before)
  const predictions = set.test.map(({ text }) => classifier.predict(text))
  const right = set.test.map(({ label }, i) => predictions[i]!.label === label)
  const correct = right.filter(Boolean).length
  const calibration = debiasedEce(
    predictions.map(({ confidence }) => confidence),
    right,
  )
  const { low, high } = wilson(correct, right.length, 0.95, designEffect(clustersOf(set.test, right)))
  return {
    set: set.name,
    labels: classifier.labels.length,
    trained: set.train.length,
    tested: set.test.length,
    accuracy: round(correct / right.length),
    accuracyLow: round(low),
    accuracyHigh: round(high),
    ece: round(calibration.ece),
    eceHigh: round(calibration.high),
    ...(set.outOfScope.length > 0 && { outOfScopeAuroc: round(auroc(classifier, set)) }),
    trainCpuSeconds: round((user + system) / 1e6, 2),
    predictionsPerSecond: Math.round(predictionsPerSecond(classifier, set.test)),
    ...fileFigures(classifier),
  }
}

function compare(set: DataSet) {
  const classifier = fitClassifier(set.train, { seed: 1 })
  const svm = runSvm(set)
  const rightSvm = set.test.map(({ label }, i) => Number(svm.predictions[i] === label))
  const rightHere = set.test.map(({ text, label }) => Number(classifier.predict(text).label === label))
  const groups = set.test.map(({ group }) => group)
  const difference = pairedDifference(rightSvm, rightHere, randomFrom('svm'), { clusters: groups })
  return {
    svmAccuracy: round(rightSvm.reduce((sum, value) => sum + value, 0) / rightSvm.length),
    svmTrainCpuSeconds: round(svm.trainCpuSeconds, 2),
    accuracyMinusSvm: round(difference.estimate),
    accuracyMinusSvmLow: round(difference.low),
    accuracyMinusSvmHigh: round(difference.high),
  }
}

function clustersOf(rows: readonly Row[], right: readonly boolean[]) {
  const clusters = new Map<string, { successes: number; size: number }>()
  rows.forEach(({ group }, i) => {
    const cluster = clusters.get(group) ?? { successes: 0, size: 0 }
    clusters.set(group, { successes: cluster.successes + Number(right[i]), size: cluster.size + 1 })
  })
  return [...clusters.values()]
}

/** Share of pairs of a test row and an out-of-scope row in which the latter has the lower confidence. */
function auroc(classifier: Classifier, { test, outOfScope }: DataSet): number {
  const inside = test.map(({ text }) => classifier.predict(text).confidence)
  const outside = outOfScope.map(({ text }) => classifier.predict(text).confidence)
  let pairs = 0
  for (const a of inside) for (const b of outside) pairs += a > b ? 1 : a === b ? 0.5 : 0
  return pairs / (inside.length * outside.length)
}

function predictionsPerSecond(classifier: Classifier, rows: readonly Row[]): number {
  const before = process.cpuUsage()
  for (let done = 0; ; done += rows.length) {
    const { user, system } = process.cpuUsage(before)
    if (user + system > 1e6) return (done / (user + system)) * 1e6
    for (const { text } of rows) classifier.predict(text)
  }
}

function fileFigures(classifier: Classifier) {
  const files = encodeClassifier(classifier)
  const loads = Array.from({ length: 7 }, () => {
    const start = performance.now()
    decodeClassifier(files)
    return performance.now() - start
  }).sort((a, b) => a - b)
  const fileBytes = [...files.values()].reduce((sum, bytes) => sum + bytes.length, 0)
  return { fileBytes, loadMs: round(loads[3]!, 1) }
}

function round(value: number, digits = 4): number {
  return Number(value.toFixed(digits))
}
