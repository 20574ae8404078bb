import type { Guarded } from '../src/experiments/figure.ts'
import { defaultPolicy, type RampPolicy, usualGuardrails } from '../src/releases/ramp-policy.ts'
import { checkStage } from '../src/releases/stage-check.ts'
import { playCanary } from './canary-traffic.ts'
import { type ArmWorld, ASKED, TrialTraffic, type TrialWorld, WINDOW_DAYS } from './experiment-traffic.ts'

type Asked = (typeof ASKED)[number]

/** What one seed's worlds came to. Looks are counted from 1; null = never within the looks. */
export interface SeedResult {
  readonly seed: number
  readonly wins: Readonly<Record<string, Readonly<Record<Asked, number | null>>>>
  /** Trials in which a guardrail said that the canary is worse. */
  readonly stopped: Readonly<Record<string, boolean>>
  /** Would have been called better by counting what has converted so far, 95 % at each look. */
  readonly atOnce: Readonly<Record<string, boolean>>
  readonly forecast: { readonly inside: boolean; readonly estimate: number; readonly truth: number } | null
  /** Ramps with a loss at the margin: did they leave their first stage? */
  readonly advanced: Readonly<Record<string, boolean>>
}

const SAME: ArmWorld = { conversion: 0.1, order: { median: 150, sigma: 1 }, starUp: 0, haste: 1 }
const SHOP = { share: 0.5, usersPerDay: 1000, looks: 14, spread: 0.5, returns: 0.3, rated: 0.3 } as const
const against = (canary: Partial<ArmWorld>): TrialWorld => ({ ...SHOP, live: SAME, canary: { ...SAME, ...canary } })
const dearer = (by: number): Partial<ArmWorld> => ({ order: { ...SAME.order, median: SAME.order.median * by } })

/** Worlds of a trial: what the canary truly does. */
export const WORLDS: Readonly<Record<string, TrialWorld>> = {
  'A/A': against({}),
  'only faster': against({ haste: 4 }),
  'conversion +5 %': against({ conversion: 0.105 }),
  'conversion +10 %': against({ conversion: 0.11 }),
  'conversion +15 %': against({ conversion: 0.115 }),
  'conversion +20 %': against({ conversion: 0.12 }),
  'conversion +30 %': against({ conversion: 0.13 }),
  'order value +20 %': against(dearer(1.2)),
  'order value +40 %': against(dearer(1.4)),
  'a rating in 10 one star up': against({ starUp: 0.1 }),
  'a rating in 5 one star up': against({ starUp: 0.2 }),
}
const NAIVE = ['A/A', 'only faster']

const DAY_MS = 86_400_000
const trialOf = (figure: Guarded): RampPolicy => ({
  ...defaultPolicy.ramp,
  automatic: false,
  stages: [{ share: SHOP.share, leastMs: (SHOP.looks + WINDOW_DAYS) * DAY_MS, leastUsers: 500 }],
  guardrails: ASKED.map((each) => usualGuardrails[each]),
  trial: { figure },
})

function playTrial(name: string, world: TrialWorld, seed: number) {
  const traffic = new TrialTraffic(world, `trial/${name}/${seed}`)
  const wins: Record<Asked, number | null> = { conversion: null, value_per_conversation: null, satisfaction_mean: null }
  let [stopped, atOnce] = [false, false]
  let forecast: SeedResult['forecast'] = null
  for (let day = 0; day < WINDOW_DAYS + world.looks; day++) {
    traffic.pass(day)
    const look = day - WINDOW_DAYS + 1
    if (look < 1) continue
    const exposures = traffic.exposures()
    for (const figure of ASKED) {
      const check = checkStage({ share: world.share, since: 0, ramp: trialOf(figure) }, exposures, (day + 1) * DAY_MS)
      if (check.trial!.verdict === 'win') wins[figure] ??= look
      stopped ||= check.verdict === 'stop'
    }
    if (NAIVE.includes(name)) atOnce ||= traffic.looksBetterAtOnce(day + 1)
    if (name === 'only faster' && look === 7) forecast = judged(traffic.forecast(day))
  }
  return { wins, stopped, atOnce, forecast }
}

const judged = (found: ReturnType<TrialTraffic['forecast']>): SeedResult['forecast'] =>
  found && {
    inside: found.low <= found.truth && found.truth <= found.high,
    estimate: found.estimate,
    truth: found.truth,
  }

/** Ramps whose canary loses just what the margin bears; any step at all is a wrong one. */
const RAMPS: Readonly<Record<string, Parameters<typeof playCanary>[0]>> = Object.fromEntries(
  [
    { figure: 'conversion', rate: 0.3, factor: 0.9, usersPerDay: 1200 },
    { figure: 'click_through', rate: 0.5, factor: 0.9, usersPerDay: 800 },
  ].map(({ figure, rate, factor, usersPerDay }) => [
    `${figure} ${rate}, a tenth lost`,
    {
      ramp: {
        ...defaultPolicy.ramp,
        stages: [{ ...defaultPolicy.ramp.stages[0]!, share: 0.25 }],
        guardrails: [usualGuardrails[figure as Guarded]],
      },
      rates: { [figure]: rate },
      canaryRates: { [figure]: factor * rate },
      ...{ usersPerDay, days: 60, spread: 0.5, returns: 0.3, window: WINDOW_DAYS },
    },
  ]),
)

/** All worlds of one seed. */
export function runSeed(seed: number): SeedResult {
  const played = Object.entries(WORLDS).map(([name, world]) => ({ name, ...playTrial(name, world, seed) }))
  const by = <T>(of: (each: (typeof played)[number]) => T) =>
    Object.fromEntries(played.map((each) => [each.name, of(each)]))
  const ramps = Object.entries(RAMPS).map(([name, world]) => [
    name,
    playCanary(world, `ramp/${name}/${seed}`).stagesPassed > 0,
  ])
  return {
    seed,
    wins: by((each) => each.wins),
    stopped: by((each) => each.stopped),
    atOnce: by((each) => each.atOnce),
    forecast: played.find(({ name }) => name === 'only faster')!.forecast,
    advanced: Object.fromEntries(ramps) as Record<string, boolean>,
  }
}
