/**
 * How good machine labels are that no person looked at: rules and models joined by the label model, accepted by audited
 * precision, on messages whose truth is known.
 *
 * npm run bench:machine-labels -- --set simulator|clinc150|banking77|jddc [--train DIR] [--test DIR] [--seeds 5] [--first-seed 1]
 *   [--labelled 0.5] [--rounds 10] [--unknown 0] [--error-rate 0]
 *
 * A public set: `--labelled` of the training part is what people labelled, the rest with the out-of-scope rows is the
 * stream (with --test DIR: all of --train is labelled, and the set in DIR is the stream). `--unknown 0.1`: a tenth of the
 * labels is in the stream alone, where it belongs to none. The simulator: the hand-written examples and `--labelled` of a
 * day's messages are labelled, two weeks are the stream, and people err as the world says.
 * One JSON line per seed, then a summary; exit code 1 when the precision of all seeds together is below 0.95.
 */
import { parseArgs } from 'node:util'
import { handWritten } from '../src/simulator/examples.ts'
import { playWorld } from '../src/simulator/run-world.ts'
import { standIn } from '../src/simulator/stand-in.ts'
import { parseWorld } from '../src/simulator/world.ts'
import { wilson } from '../src/stats/interval.ts'
import { DEFAULT_DATA_DIR, loadDataSet, position, SET_NAMES, type SetName } from './data-sets.ts'
import { SHOP_RULES } from './machine-rules.ts'
import { labelStream, type StreamFigures, type StreamOptions } from './machine-stream.ts'

const { values: flags } = parseArgs({
  options: {
    set: { type: 'string', default: 'clinc150' },
    train: { type: 'string', default: DEFAULT_DATA_DIR },
    test: { type: 'string' },
    seeds: { type: 'string', default: '5' },
    'first-seed': { type: 'string', default: '1' },
    labelled: { type: 'string', default: '0.5' },
    rounds: { type: 'string', default: '10' },
    unknown: { type: 'string', default: '0' },
    'error-rate': { type: 'string', default: '0' },
  },
})
const TARGET = 0.95
const rounds = Number(flags.rounds)
const labelledShare = Number(flags.labelled)

function publicSet(name: SetName, seed: number): StreamOptions {
  const set = loadDataSet(name, flags.train, flags.test)
  const intents = [...new Set([...set.train, ...set.test].map(({ label }) => label))]
  const unknown = new Set(intents.filter((label) => position(`unknown-${seed}`, label) < Number(flags.unknown)))
  const known = (rows: typeof set.train) => rows.filter(({ label }) => !unknown.has(label))
  const isLabelled = ({ group }: { group: string }) => position(`labelled-${seed}`, group) < labelledShare
  const all = [...set.train, ...set.test]
  const labelled = known(flags.test === undefined ? all.filter(isLabelled) : set.train)
  const live = flags.test === undefined ? all.filter((row) => !isLabelled(row)) : set.test
  const stream = [
    ...live.map(({ text, label }) => ({ text, label: unknown.has(label) ? null : label })),
    ...set.outOfScope.map(({ text }) => ({ text, label: null })),
  ]
  return { seed, labelled, stream, rules: [], rounds, errorRate: Number(flags['error-rate']) }
}

function simulated(seed: number): StreamOptions {
  const world = parseWorld({})
  const { truths } = playWorld(world, String(seed), standIn(world, String(seed)))
  const turns = truths.filter((truth) => truth.kind === 'turn')
  const firstDay = turns.slice(0, Math.ceil(turns.length / 14)).filter(({ user_event_id }) => {
    return position(`labelled-${seed}`, user_event_id) < labelledShare
  })
  const known = new Set(firstDay.map(({ user_event_id }) => user_event_id))
  return {
    seed,
    labelled: [
      ...handWritten(world, String(seed)).intent,
      ...firstDay.map(({ text, intent }) => ({ text, label: intent as string })),
    ],
    stream: turns
      .filter(({ user_event_id }) => !known.has(user_event_id))
      .map(({ text, intent }) => ({ text, label: intent })),
    rules: SHOP_RULES,
    rounds,
    errorRate: world.annotators.errorRate,
  }
}

const all: StreamFigures[] = []
for (let i = 0; i < Number(flags.seeds); i++) {
  const seed = Number(flags['first-seed']) + i
  const known = SET_NAMES.includes(flags.set as SetName)
  if (!known && flags.set !== 'simulator') {
    throw new Error(`There is no set ${flags.set}; there are simulator, ${SET_NAMES.join(', ')}.`)
  }
  const figures = labelStream(known ? publicSet(flags.set as SetName, seed) : simulated(seed))
  all.push(figures)
  process.stdout.write(`${JSON.stringify({ set: flags.set, seed, ...shown(figures) })}\n`)
}
const sum = (of: (figures: StreamFigures) => number): number => all.reduce((total, each) => total + of(each), 0)
const together: StreamFigures = {
  texts: sum(({ texts }) => texts),
  outOfScope: sum(({ outOfScope }) => outOfScope),
  accepted: sum(({ accepted }) => accepted),
  right: sum(({ right }) => right),
  withdrawn: sum(({ withdrawn }) => withdrawn),
  withdrawnRight: sum(({ withdrawnRight }) => withdrawnRight),
  audited: sum(({ audited }) => audited),
  answers: sum(({ answers }) => answers),
  openCells: [...new Set(all.flatMap(({ openCells }) => openCells))].sort(),
  auditedPrecision:
    sum(({ auditedPrecision, accepted }) => (accepted === 0 ? 0 : auditedPrecision * accepted)) /
    sum(({ accepted }) => accepted),
}
process.stdout.write(`${JSON.stringify({ set: flags.set, seeds: all.length, ...shown(together) })}\n`)
if (!(together.right / together.accepted >= TARGET)) process.exitCode = 1

function shown({ accepted, right, withdrawnRight, ...rest }: StreamFigures) {
  const { low, high } = wilson(right, accepted)
  return {
    ...rest,
    accepted,
    coverage: round(accepted / rest.texts),
    precision: round(right / accepted),
    precisionLow: round(low),
    precisionHigh: round(high),
    auditedPrecision: round(rest.auditedPrecision),
    withdrawnPrecision: rest.withdrawn === 0 ? null : round(withdrawnRight / rest.withdrawn),
  }
}

function round(value: number): number | null {
  return Number.isFinite(value) ? Number(value.toFixed(4)) : null
}
