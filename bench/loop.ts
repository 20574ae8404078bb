/**
 * What the choice of conversations to label is worth: the loop through the real service, beside uniform choice.
 *
 * npm run bench:loop -- --set banking77|clinc150|jddc [--train DIR] [--test DIR] [--seeds 5] [--budget N] [--uniform-budget N] [--power N]
 *
 * A model from a tenth of the training part, then the rest as ten days of traffic through `salesloop up --clock=replay`:
 * each turn is predicted and sent as events, the sampling plan draws, an annotator who knows the set's truth answers the
 * queue, a model is trained and released, and the test part is predicted. Uniform choice gets about twice the labels,
 * since the question is whether the plan needs half of them. One JSON line per round (mean of the seeds), then a summary.
 */
import { parseArgs } from 'node:util'
import { DEFAULT_DATA_DIR, loadDataSet, SET_NAMES, type SetName } from './data-sets.ts'
import { labelsToReach, type Round, type RoundFigures, roundFigures } from './loop-rounds.ts'
import { type Choice, serviceRounds } from './loop-service.ts'
import { WINDOWS } from './loop-traffic.ts'

/**
 * Conversations to be reviewed in a window. The plan of a window foresees as much doubt as the one before brought; since
 * the models get surer, it spends a little less than its budget: 120 come to about 1,050 reviews in ten windows.
 */
const BUDGETS: Record<SetName, Record<Choice['kind'], number>> = {
  banking77: { plan: 120, uniform: 200 },
  clinc150: { plan: 120, uniform: 200 },
  jddc: { plan: 8, uniform: 16 },
}

const { values: flags } = parseArgs({
  options: {
    set: { type: 'string', default: 'banking77' },
    train: { type: 'string', default: DEFAULT_DATA_DIR },
    test: { type: 'string' },
    seeds: { type: 'string', default: '5' },
    budget: { type: 'string' },
    'uniform-budget': { type: 'string' },
    power: { type: 'string', default: '4' },
  },
})
const name = flags.set as SetName
if (!SET_NAMES.includes(name)) throw new Error(`There is no set ${name}; there are ${SET_NAMES.join(', ')}.`)

const set = loadDataSet(name, flags.train, flags.test)
const choices: Record<Choice['kind'], Choice> = {
  plan: { kind: 'plan', budget: Number(flags.budget ?? BUDGETS[name].plan), power: Number(flags.power) },
  uniform: { kind: 'uniform', budget: Number(flags['uniform-budget'] ?? BUDGETS[name].uniform), power: 0 },
}
const runs: Record<Choice['kind'], Round[][]> = { plan: [], uniform: [] }
for (let seed = 1; seed <= Number(flags.seeds); seed++) {
  for (const choice of Object.values(choices)) {
    runs[choice.kind].push(await serviceRounds(set, seed, choice))
    process.stderr.write(`${name}: ${choice.kind}, seed ${seed} of ${flags.seeds} done\n`)
  }
}

const curves = { plan: [] as RoundFigures[], uniform: [] as RoundFigures[] }
for (let round = 0; round <= WINDOWS; round++) {
  for (const kind of ['plan', 'uniform'] as const)
    curves[kind].push(
      roundFigures(
        runs[kind].map((rounds) => rounds[round]!),
        set,
      ),
    )
  process.stdout.write(
    `${JSON.stringify({ set: name, round, plan: curves.plan[round], uniform: curves.uniform[round] })}\n`,
  )
}
const uniformEnd = curves.uniform.at(-1)!
process.stdout.write(
  `${JSON.stringify({
    set: name,
    seeds: Number(flags.seeds),
    uniformLabels: uniformEnd.labels,
    uniformAccuracy: uniformEnd.accuracy,
    planLabelsToReachIt: labelsToReach(curves.plan, uniformEnd.accuracy),
  })}\n`,
)
