/**
 * Are wrong labels found? A share of the labels is changed at random (to another label, by the frequencies of the labels),
 * then searched for, beside a baseline: examples that the out-of-fold models call otherwise, the surest first.
 *
 * npm run bench:label-errors -- [--set banking77|clinc150|jddc] [--train DIR] [--seeds 3] [--first-seed 1]
 *
 * One JSON line per set, share and seed: precision and recall of all suspects, and at k = the number of planted errors and
 * half of it. The set's own wrong labels count as false hits, so that the figures are a little too low.
 */
import { parseArgs } from 'node:util'
import { findLabelErrors } from '../src/labels/label-errors.ts'
import { outOfFold } from '../src/models/out-of-fold.ts'
import { randomFrom, shuffle } from '../src/stats/random.ts'
import { DEFAULT_DATA_DIR, loadDataSet, SET_NAMES, type SetName } from './data-sets.ts'

const { values: flags } = parseArgs({
  options: {
    set: { type: 'string', default: 'banking77' },
    train: { type: 'string', default: DEFAULT_DATA_DIR },
    seeds: { type: 'string', default: '3' },
    'first-seed': { type: 'string', default: '1' },
  },
})
if (!SET_NAMES.includes(flags.set as SetName))
  throw new Error(`There is no set ${flags.set}; there are ${SET_NAMES.join(', ')}.`)
const { train } = loadDataSet(flags.set as SetName, flags.train)

for (const share of [0.05, 0.1]) {
  for (let i = 0; i < Number(flags.seeds); i++) {
    const seed = Number(flags['first-seed']) + i
    process.stdout.write(`${JSON.stringify({ set: flags.set, planted: share, seed, ...search(share, seed) })}\n`)
  }
}

function search(share: number, seed: number) {
  const random = randomFrom(`label-errors/${share}/${seed}`)
  const wrong = new Set(shuffle([...train.keys()], random).slice(0, Math.round(share * train.length)))
  const examples = train.map(({ text, label, group }, i) => {
    if (!wrong.has(i)) return { text, label, group }
    for (;;) {
      const other = train[Math.floor(random() * train.length)]!.label
      if (other !== label) return { text, label: other, group }
    }
  })
  const given = examples.map(({ label }) => label)
  const before = performance.now()
  const probabilities = outOfFold(examples, seed)
  const { suspects, noiseRate } = findLabelErrors(given, probabilities)
  const seconds = (performance.now() - before) / 1000
  const ranked = suspects.map(({ index }) => index)
  const contradicted = baseline(given, probabilities)
  const at = (order: readonly number[], k: number) => order.slice(0, k).filter((i) => wrong.has(i)).length / k
  const hits = ranked.filter((i) => wrong.has(i)).length
  const [k, half] = [wrong.size, Math.round(wrong.size / 2)]
  return {
    examples: train.length,
    suspects: ranked.length,
    precision: round(hits / ranked.length),
    recall: round(hits / wrong.size),
    precisionAtHalf: round(at(ranked, half)),
    precisionAtK: round(at(ranked, k)),
    baselineAtHalf: round(at(contradicted, half)),
    baselineAtK: round(at(contradicted, k)),
    chance: share,
    noiseRate: round(noiseRate),
    seconds: round(seconds),
  }
}

/** Examples whose likeliest label is another one, by how sure the models are of that. */
function baseline(given: readonly string[], { labels, probabilities }: ReturnType<typeof outOfFold>): number[] {
  const size = labels.length
  return given
    .map((label, i) => {
      const row = probabilities.subarray(i * size, (i + 1) * size)
      const best = row.indexOf(Math.max(...row))
      return { i, sure: labels[best] === label ? -1 : row[best]! }
    })
    .sort((a, b) => b.sure - a.sure)
    .map(({ i }) => i)
}

function round(value: number): number {
  return Number(value.toFixed(3))
}
