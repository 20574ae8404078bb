/**
 * Does a model that is updated, instead of trained anew, forget?
 *
 * npm run bench:forgetting -- [--set banking77] [--train DIR] [--test DIR] [--seeds 5] [--share 0.1] [--chunks 5] [--dev [--split NAME]]
 *
 * The classes of the set arrive in chunks, in an order that depends on the seed. The first chunk is fitted, each further
 * one is an update: all examples of the new classes, and a buffer with a share of the past ones. The buffer is all that
 * is kept: what falls out of it does not come back. Beside it a refit on everything. One JSON line per seed, then the
 * means. Backward transfer of a chunk: its accuracy at the end less that right after it was learned, both among all
 * classes known then; of the refits, too, since more classes to choose from cost something by themselves.
 * `--dev` leaves the test part alone and tests on a fifth of the training part: for choosing settings. Each name given
 * to `--split` is another fifth.
 */
import { parseArgs } from 'node:util'
import { type Classifier, type Example, fitClassifier } from '../src/models/classifier.ts'
import { updateClassifier } from '../src/models/update.ts'
import { randomFrom, shuffle } from '../src/stats/random.ts'
import { replayBuffer } from '../src/training/replay-buffer.ts'
import { DEFAULT_DATA_DIR, loadDataSet, position, type Row, SET_NAMES, type SetName, TEST_SHARE } from './data-sets.ts'

const { values: flags } = parseArgs({
  options: {
    set: { type: 'string', default: 'banking77' },
    train: { type: 'string', default: DEFAULT_DATA_DIR },
    test: { type: 'string' },
    seeds: { type: 'string', default: '5' },
    share: { type: 'string', default: '0.1' },
    chunks: { type: 'string', default: '5' },
    pick: { type: 'string', default: 'balanced' },
    dev: { type: 'boolean', default: false },
    split: { type: 'string', default: 'dev' },
  },
})
const name = flags.set as SetName
if (!SET_NAMES.includes(name)) throw new Error(`There is no set ${name}; there are ${SET_NAMES.join(', ')}.`)
const pick = flags.pick
if (pick !== 'balanced' && pick !== 'reservoir') throw new Error('--pick is balanced or reservoir.')

const set = loadDataSet(name, flags.train, flags.test)
const isDev = ({ group }: Row): boolean => position(flags.split, group) < TEST_SHARE
const train = flags.dev ? set.train.filter((row) => !isDev(row)) : set.train
const test = flags.dev ? set.train.filter(isDev) : set.test

interface SeedFigures {
  final: number
  refit: number
  /** Of each chunk but the last, right after it was learned and at the end. */
  chunks: { learned: number; end: number; transfer: number; refitTransfer: number }[]
  updateCpuSeconds: number
  refitCpuSeconds: number
}

const seeds: SeedFigures[] = []
for (let seed = 1; seed <= Number(flags.seeds); seed++) {
  const figures = run(seed)
  seeds.push(figures)
  print({ set: name, seed, ...figures })
}
const final = mean(seeds.map((each) => each.final))
const refit = mean(seeds.map((each) => each.refit))
print({
  set: name,
  seeds: seeds.length,
  bufferShare: Number(flags.share),
  final,
  refit,
  refitMinusFinal: refit - final,
  backwardTransfer: seeds[0]!.chunks.map((_, i) => mean(seeds.map(({ chunks }) => chunks[i]!.transfer))),
  refitBackwardTransfer: seeds[0]!.chunks.map((_, i) => mean(seeds.map(({ chunks }) => chunks[i]!.refitTransfer))),
})

function run(seed: number): SeedFigures {
  const chunks = classChunks(seed)
  let model: Classifier | null = null
  let buffer: (Example & { id: string })[] = []
  let seen = 0
  const learned: number[] = []
  const refits: number[] = []
  let [updateCpuSeconds, refitCpuSeconds] = [0, 0]
  let whole: Classifier | null = null
  const known: Row[] = []
  chunks.forEach((labels, k) => {
    const fresh = train.filter(({ label }) => labels.has(label))
    known.push(...fresh)
    const [next, seconds] = timed(() =>
      model === null ? fitClassifier(fresh, { seed }) : updateClassifier(model, fresh, buffer, { seed }),
    )
    model = next
    if (k > 0) updateCpuSeconds += seconds
    seen += fresh.length
    const offered = [...buffer, ...fresh.map((row) => ({ ...row, id: `${row.group}:${row.label}`, weight: 1 }))]
    buffer = replayBuffer(offered, Math.round(Number(flags.share) * seen), pick as 'balanced' | 'reservoir')
    const own = test.filter(({ label }) => labels.has(label))
    learned.push(accuracy(model, own))
    const [anew, cost] = timed(() => fitClassifier(known, { seed }))
    whole = anew
    refits.push(accuracy(anew, own))
    if (k > 0) refitCpuSeconds += cost
  })
  return {
    final: accuracy(model!, test),
    refit: accuracy(whole!, test),
    chunks: chunks.slice(0, -1).map((labels, k) => {
      const own = test.filter(({ label }) => labels.has(label))
      const end = accuracy(model!, own)
      const transfer = end - learned[k]!
      return { learned: learned[k]!, end, transfer, refitTransfer: accuracy(whole!, own) - refits[k]! }
    }),
    updateCpuSeconds,
    refitCpuSeconds,
  }
}

function classChunks(seed: number): Set<string>[] {
  const labels = shuffle([...new Set(train.map(({ label }) => label))].sort(), randomFrom(`chunks/${seed}`))
  const count = Number(flags.chunks)
  return Array.from({ length: count }, (_, i) => new Set(labels.filter((_, at) => at % count === i)))
}

function accuracy(model: Classifier, rows: readonly Row[]): number {
  return mean(rows.map(({ text, label }) => Number(model.predict(text).label === label)))
}

function timed<T>(work: () => T): [T, number] {
  const before = process.cpuUsage()
  const value = work()
  const { user, system } = process.cpuUsage(before)
  return [value, (user + system) / 1e6]
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

function print(line: unknown): void {
  const rounded = (_: string, value: unknown) => (typeof value === 'number' ? Number(value.toFixed(4)) : value)
  process.stdout.write(`${JSON.stringify(line, rounded)}\n`)
}
