import { parseArgs } from 'node:util'
import type { Guarded } from '../src/experiments/figure.ts'
import type { Guardrail } from '../src/experiments/guardrail.ts'
import { defaultPolicy, type RampPolicy } from '../src/releases/ramp-policy.ts'
import { wilson } from '../src/stats/interval.ts'
import { type CanaryRun, type CanaryWorld, playCanary } from './canary-traffic.ts'

/**
 * Does a planted loss advance, does a harmless candidate, and after how many users? The ramp's own code on simulated shops,
 * looked at daily; users come back and differ, conversions are known three days later. Prints one line per shop.
 */
const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '300' },
    seed: { type: 'string', default: '1' },
    json: { type: 'boolean' },
  },
})
const runs = Number(values.runs)

const guardrail = (figure: Guarded): Guardrail => defaultPolicy.ramp.guardrails.find((each) => each.figure === figure)!
/** The built-in ramp with conversion alone holding it back; the others are told in `everything`. */
const conversionOnly: RampPolicy = { ...defaultPolicy.ramp, guardrails: [guardrail('conversion')] }
/** One stage: any step at all is the first one. */
const first = (ramp: RampPolicy, share: number): RampPolicy => ({
  ...ramp,
  stages: [{ ...ramp.stages[0]!, share }],
})
const shop = { spread: 0.5, returns: 0.3, window: 3, days: 90 }

interface Case {
  readonly name: string
  readonly world: CanaryWorld
}
const loss = (rate: number, share: number, usersPerDay: number): Case => ({
  name: `10 % fewer conversions, rate ${rate}, ${100 * share} % of users`,
  world: {
    ...shop,
    ramp: first(conversionOnly, share),
    rates: { conversion: rate },
    canaryRates: { conversion: 0.9 * rate },
    usersPerDay,
  },
})
const harmless = (rate: number, usersPerDay: number): Case => ({
  name: `harmless, rate ${rate}, the whole ramp`,
  world: { ...shop, ramp: conversionOnly, rates: { conversion: rate }, canaryRates: {}, usersPerDay },
})
const everything = {
  conversion: 0.3,
  click_through: 0.4,
  completion: 0.6,
  repeated_questions: 0.1,
  hand_over: 0.1,
  errors: 0,
} as const
const CASES: readonly Case[] = [
  loss(0.05, 0.25, 8000),
  loss(0.1, 0.25, 4000),
  loss(0.3, 0.25, 1200),
  loss(0.5, 0.25, 800),
  loss(0.3, 0.05, 6000),
  harmless(0.1, 10_000),
  harmless(0.3, 3000),
  {
    name: 'harmless, all six figures, the whole ramp',
    world: { ...shop, ramp: defaultPolicy.ramp, rates: everything, canaryRates: {}, usersPerDay: 3000 },
  },
  {
    name: 'errors rise from 0 to the margin of 1 point',
    world: {
      ...shop,
      ramp: first({ ...defaultPolicy.ramp, guardrails: [guardrail('errors')] }, 0.25),
      rates: { errors: 0 },
      canaryRates: { errors: 0.01 },
      usersPerDay: 400,
    },
  },
]

interface Line {
  readonly name: string
  readonly runs: number
  /** Left its first stage: shown to more users than at first. */
  readonly advanced: { readonly share: number; readonly low: number; readonly high: number }
  readonly live: number
  readonly taken_back: number
  /** Mature users in the canary when it left its first stage: a tenth, half and nine tenths of the runs needed fewer. */
  readonly users: readonly number[]
  /** Users of both arms over the whole ramp, median of those that went live. */
  readonly users_to_live: number | null
}

function summary(name: string, played: readonly CanaryRun[]): Line {
  const advanced = played.filter((run) => run.stagesPassed > 0)
  const users = advanced.map((run) => run.firstStageUsers!).sort((a, b) => a - b)
  const live = played.filter((run) => run.end === 'live')
  const at = (values: readonly number[], p: number) => values[Math.floor(p * (values.length - 1))]!
  const toLive = live.map((run) => run.users).sort((a, b) => a - b)
  return {
    name,
    runs: played.length,
    advanced: { share: advanced.length / played.length, ...wilson(advanced.length, played.length) },
    live: live.length / played.length,
    taken_back: played.filter((run) => run.end === 'taken back').length / played.length,
    users: users.length > 0 ? [0.1, 0.5, 0.9].map((p) => at(users, p)) : [],
    users_to_live: toLive.length > 0 ? at(toLive, 0.5) : null,
  }
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`
const readable = ({ name, advanced, live, taken_back, users, users_to_live }: Line): string =>
  [
    name,
    `  advanced ${percent(advanced.share)} (${percent(advanced.low)} to ${percent(advanced.high)}), live ${percent(live)}, taken back ${percent(taken_back)}`,
    ...(users.length > 0
      ? [`  mature canary users at the first step (10, 50, 90 % of runs): ${users.join(', ')}`]
      : []),
    ...(users_to_live === null
      ? []
      : [`  users of both arms until it was live for everyone, median: ${users_to_live}`]),
  ].join('\n')

for (const { name, world } of CASES) {
  const played = Array.from({ length: runs }, (_, i) => playCanary(world, `${values.seed}/${name}/${i}`))
  const line = summary(name, played)
  process.stdout.write(values.json ? `${JSON.stringify(line)}\n` : `${readable(line)}\n`)
}
