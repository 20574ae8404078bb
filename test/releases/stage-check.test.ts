import { describe, expect, test } from 'vitest'
import { type ArmSums, sumsOf } from '../../src/experiments/arm-sums.ts'
import { NOBODY_EXPOSED } from '../../src/experiments/exposure-check.ts'
import type { Guarded } from '../../src/experiments/figure.ts'
import type { Guardrail } from '../../src/experiments/guardrail.ts'
import { defaultPolicy, type RampPolicy, usualGuardrails } from '../../src/releases/ramp-policy.ts'
import { checkStage, findings } from '../../src/releases/stage-check.ts'
import { arm, exposed } from './exposures.ts'

const HOUR = 3_600_000
const guardrail = (figure: Guarded): Guardrail => usualGuardrails[figure]
const clicks: Guardrail = { ...guardrail('click_through'), margin: { absolute: 0.05 } }
const rampOf = (...guardrails: Guardrail[]): RampPolicy => ({
  automatic: true,
  stages: [{ share: 0.3, leastMs: 48 * HOUR, leastUsers: 100 }],
  guardrails,
})
const check = (live: ArmSums, canary: ArmSums, rail: Guardrail = clicks) =>
  checkStage({ share: 0.3, since: 0, ramp: rampOf(rail) }, exposed({ [rail.figure]: { live, canary } }), 48 * HOUR)

describe('checkStage', () => {
  test('each restart asks for more: what just excluded the margin, or just showed a loss, no longer does', () => {
    const verdicts = (live: ArmSums, canary: ArmSums) =>
      [0, 1, 2, 8].map((restarts) => {
        const stand = { share: 0.3, since: 0, ramp: rampOf(clicks), restarts }
        const { verdict, figures } = checkStage(stand, exposed({ click_through: { live, canary } }), 48 * HOUR)
        return { verdict, width: figures[0]!.difference!.high - figures[0]!.difference!.low }
      })
    const same = verdicts(arm(2450, 0.3), arm(1050, 0.3))
    expect(same.map(({ verdict }) => verdict)).toEqual(['advance', 'inconclusive', 'inconclusive', 'inconclusive'])
    const widths = same.map(({ width }) => width)
    expect(widths).toEqual(widths.toSorted((a, b) => a - b))
    const worse = verdicts(arm(1400, 0.3), arm(600, 0.235))
    expect(worse.map(({ verdict }) => verdict)).toEqual(['stop', 'inconclusive', 'inconclusive', 'inconclusive'])
  })

  test.each([
    { name: 'equal, many users', live: arm(4000, 0.3), canary: arm(2000, 0.3), verdict: 'advance' },
    { name: 'equal, few users', live: arm(300, 0.3), canary: arm(150, 0.3), verdict: 'inconclusive' },
    { name: 'better, few users', live: arm(300, 0.3), canary: arm(150, 0.5), verdict: 'advance' },
    { name: 'much worse', live: arm(1000, 0.4), canary: arm(1000, 0.2), verdict: 'stop' },
    { name: 'a little worse than the margin', live: arm(1000, 0.4), canary: arm(1000, 0.34), verdict: 'inconclusive' },
    {
      name: 'worse for sure, within the margin',
      live: arm(400_000, 0.4),
      canary: arm(200_000, 0.38),
      verdict: 'advance',
    },
    { name: 'one user too few', live: arm(4000, 0.3), canary: arm(99, 0.9), verdict: 'inconclusive' },
    { name: 'nobody clicked at all', live: arm(4000, 0), canary: arm(2000, 0), verdict: 'advance' },
    { name: 'nobody has come', live: arm(0, 0), canary: arm(0, 0), verdict: 'inconclusive' },
  ])('click-through: $name -> $verdict', ({ live, canary, verdict }) => {
    expect(check(live, canary).verdict).toBe(verdict)
  })

  test.each([
    { name: 'no errors in either', live: arm(2000, 0), canary: arm(1000, 0), verdict: 'advance' },
    { name: 'every second answer fails', live: arm(1000, 0), canary: arm(1000, 0.5), verdict: 'stop' },
    { name: 'too few for five at the margin', live: arm(2000, 0), canary: arm(499, 0), verdict: 'inconclusive' },
    { name: 'many answers to few users', live: arm(99, 0, 50), canary: arm(99, 0, 50), verdict: 'inconclusive' },
    { name: 'fewer than before', live: arm(1000, 0.5), canary: arm(1000, 0.1), verdict: 'advance' },
  ])('errors: $name -> $verdict', ({ live, canary, verdict }) => {
    expect(check(live, canary, guardrail('errors')).verdict).toBe(verdict)
  })

  test('a relative margin moves with the live rate, in both directions of worse', () => {
    const conversion = guardrail('conversion')
    expect(check(arm(60_000, 0.2), arm(30_000, 0.19), conversion).verdict).toBe('advance')
    expect(check(arm(60_000, 0.02), arm(30_000, 0.019), conversion).verdict).toBe('inconclusive')
    const handOver: Guardrail = { ...guardrail('hand_over'), margin: { relative: 0.1 } }
    expect(check(arm(60_000, 0.2), arm(30_000, 0.205), handOver).verdict).toBe('advance')
    expect(check(arm(60_000, 0.2), arm(30_000, 0.24), handOver).verdict).toBe('stop')
  })

  test('conversations of one user are not independent: ten of each are less than ten times as many users', () => {
    expect(check(arm(4000, 0.3), arm(2000, 0.3)).verdict).toBe('advance')
    expect(check(arm(400, 0.3, 10), arm(200, 0.3, 10)).verdict).toBe('inconclusive')
  })

  test('advances only when every figure that holds it back does, stops when any one shows a loss', () => {
    const good = { live: arm(4000, 0.3), canary: arm(2000, 0.3) }
    const whole = { live: arm(4000, 0), canary: arm(2000, 0) }
    const worse = { live: arm(4000, 0.1), canary: arm(2000, 0.3) }
    const ramp = rampOf(clicks, guardrail('errors'), guardrail('failure_rate'))
    const verdict = (figures: Parameters<typeof exposed>[0]) =>
      checkStage({ share: 0.3, since: 0, ramp }, exposed(figures), 48 * HOUR).verdict
    expect(verdict({ click_through: good })).toBe('inconclusive')
    expect(verdict({ click_through: good, errors: whole })).toBe('advance')
    expect(verdict({ click_through: good, errors: worse })).toBe('stop')
    expect(verdict({ click_through: good, errors: whole, failure_rate: worse })).toBe('stop')
  })

  test.each([
    { name: 'conversion', canary: arm(100, 0.05), verdict: 'stop' },
    { name: 'conversion', canary: arm(99, 0.05), verdict: 'inconclusive' },
    { name: 'failure_rate', canary: arm(100, 0.9), verdict: 'stop' },
    { name: 'failure_rate', canary: arm(100, 0.35), verdict: 'inconclusive' },
    { name: 'errors', canary: arm(100, 0.5), verdict: 'stop' },
  ] as const)(
    '$name shows a loss long before it could advance: $canary.units users, $verdict',
    ({ name, canary, verdict }) => {
      const live = arm(4000, name === 'errors' ? 0 : 0.3)
      const stage = { share: 0.5, since: 0, ramp: defaultPolicy.ramp } // where an advance needs 1,000 users
      const found = checkStage(stage, exposed({ [name]: { live, canary } }), 48 * HOUR)
      expect(found.figures.find(({ figure }) => figure === name)).toMatchObject({ verdict })
      expect(found.verdict).toBe(verdict)
    },
  )

  test('waits for its least time, to the millisecond', () => {
    const figures = exposed({ click_through: { live: arm(4000, 0.3), canary: arm(2000, 0.3) } })
    const at = (now: number) => checkStage({ share: 0.3, since: 10, ramp: rampOf(clicks) }, figures, now)
    expect(at(48 * HOUR + 9)).toMatchObject({
      verdict: 'inconclusive',
      waits_for: ['1 h until the least time of this stage'],
    })
    expect(at(48 * HOUR + 10)).toMatchObject({ verdict: 'advance', waits_for: [] })
  })

  test('users that are split otherwise than drawn decide nothing', () => {
    const figures = { click_through: { live: arm(4000, 0.3), canary: arm(2000, 0.3) } }
    const at = (live: number, canary: number) =>
      checkStage({ share: 0.3, since: 0, ramp: rampOf(clicks) }, exposed(figures, { live, canary }), 48 * HOUR)
    expect(at(7000, 3000)).toMatchObject({ verdict: 'advance', split: { wrong: false } })
    expect(at(8000, 2000)).toMatchObject({ verdict: 'inconclusive', split: { wrong: true } })
    expect(findings(at(8000, 2000))).toContain('20.0 % are in the canary and 30.0 % should be')
  })

  test('says what it saw and how many users are missing, in words', () => {
    const { figures } = check(arm(4000, 0.3), arm(2000, 0.3, 1, 17))
    expect(figures[0]).toMatchObject({ canary: { units: 2000, rate: 0.3, immature: 17 }, margin: 0.05 })
    expect(figures[0]!.text).toContain('excludes a loss above 5.0 points')
    expect(check(arm(0, 0), arm(0, 0), guardrail('conversion')).figures[0]!.users_needed).toBeGreaterThan(2000)
    const open = check(arm(700, 0.3), arm(300, 0.3))
    expect(open.waits_for[0]).toMatch(/^click_through: not enough data yet: about [\d,]+ more users in the canary$/)
    const more = open.figures[0]!.users_needed!
    expect(check(arm(Math.round((7 / 3) * (300 + more)), 0.3), arm(300 + more, 0.3)).verdict).toBe('advance')
    expect(
      check(arm(Math.round((7 / 3) * (300 + 0.9 * more)), 0.3), arm(Math.round(300 + 0.9 * more), 0.3)).verdict,
    ).toBe('inconclusive')
  })

  test('margins of a stage come before those of the ramp', () => {
    const figures = exposed({ click_through: { live: arm(4000, 0.3), canary: arm(2000, 0.3) } })
    const ramp = rampOf(clicks)
    const strict = { ...ramp, stages: [{ ...ramp.stages[0]!, margins: { click_through: { absolute: 0.02 } } }] }
    expect(checkStage({ share: 0.3, since: 0, ramp: strict }, figures, 48 * HOUR).verdict).toBe('inconclusive')
  })

  describe('a trial: is it better?', () => {
    const better = (figure: Guarded, canary: ArmSums, now: number, live = arm(2000, 0.2)) =>
      checkStage(
        {
          share: 0.5,
          since: 0,
          ramp: {
            ...rampOf(guardrail(figure)),
            stages: [{ share: 0.5, leastMs: 48 * HOUR, leastUsers: 100 }],
            trial: { figure },
          },
        },
        exposed({ [figure]: { live, canary } }),
        now,
      )
    test.each([
      { name: 'the same', canary: arm(2000, 0.2), trial: 'inconclusive' },
      { name: 'better for sure', canary: arm(2000, 0.28), trial: 'win' },
      { name: 'better by less than its noise', canary: arm(2000, 0.215), trial: 'inconclusive' },
      { name: 'worse', canary: arm(2000, 0.1), trial: 'loss' },
      { name: 'a few lucky users', canary: arm(90, 0.9), trial: 'inconclusive' },
    ])('$name -> $trial', ({ canary, trial }) => {
      expect(better('conversion', canary, 48 * HOUR).trial).toMatchObject({
        verdict: trial,
        over: true,
        endsAt: 48 * HOUR,
      })
    })

    test('it is held for its whole time, and ships only as a win', () => {
      const win = arm(2000, 0.28)
      expect(better('conversion', win, 47 * HOUR)).toMatchObject({
        verdict: 'inconclusive',
        trial: { verdict: 'win', over: false },
      })
      expect(better('conversion', win, 48 * HOUR).verdict).toBe('advance')
      const same = better('conversion', arm(200_000, 0.2), 48 * HOUR, arm(200_000, 0.2))
      expect(same.figures[0]!.verdict).toBe('advance') // harmless for sure, and still no win
      expect(same).toMatchObject({
        verdict: 'inconclusive',
        waits_for: [expect.stringContaining('not shown to be better')],
      })
    })
  })

  describe('money and stars', () => {
    /** Every fifth user orders for `amount` of a cap of 2,000. */
    const orders = (users: number, amount: number): ArmSums =>
      sumsOf(Array.from({ length: users }, (_, i) => ({ sum: i % 5 === 0 ? amount / 2000 : 0, size: 1 })))
    const value = { ...guardrail('value_per_conversation'), holds: true }
    test.each([
      { name: 'equal, many users', live: orders(8000, 250), canary: orders(4000, 250), verdict: 'advance' },
      { name: 'equal, few users', live: orders(300, 250), canary: orders(150, 250), verdict: 'inconclusive' },
      { name: 'orders of half the value', live: orders(8000, 250), canary: orders(4000, 125), verdict: 'stop' },
      { name: 'nobody ordered yet', live: orders(300, 0), canary: orders(150, 0), verdict: 'inconclusive' },
    ])('value per conversation: $name -> $verdict', ({ live, canary, verdict }) => {
      expect(check(live, canary, value).verdict).toBe(verdict)
    })

    test('are told in their own units, and capped where the policy says', () => {
      const [figure] = check(orders(8000, 250), orders(4000, 275), value).figures
      expect(figure).toMatchObject({ unit: 'money', cap: 2000 })
      expect(figure!.live.rate).toBeCloseTo(50, 9)
      expect(figure!.difference!.estimate).toBeCloseTo(5, 9)
      expect(figure!.margin).toBeCloseTo(7.5, 9)
      const stars = (mean: number): ArmSums =>
        sumsOf(Array.from({ length: 3000 }, () => ({ sum: (mean - 1) / 4, size: 1 })))
      const [rating] = check(stars(4.5), stars(4), { ...guardrail('satisfaction_mean'), holds: true }).figures
      expect(rating).toMatchObject({ unit: 'stars', verdict: 'stop', cap: null })
      expect([rating!.live.rate, rating!.canary.rate]).toEqual([4.5, 4])
      expect(rating!.difference!.estimate).toBeCloseTo(-0.5, 9)
      expect(rating!.margin).toBeCloseTo(0.3, 9)
    })
  })

  test.each([
    { name: 'users of both arms', exposure: { inBoth: 60 }, says: 'whom both arms answered' },
    { name: 'people under two ids', exposure: { idsAcross: 60 }, says: 'whom both arms answered' },
    {
      name: 'replies of another arm',
      exposure: { assigned: 1000, mismatched: 60 },
      says: 'another arm than was drawn',
    },
  ])('too many $name hold it back, and a loss still takes it back', ({ exposure, says }) => {
    const of = (canary: ArmSums) => ({
      ...exposed({ click_through: { live: arm(4000, 0.3), canary } }, { live: 1400, canary: 600 }),
      exposure: { ...NOBODY_EXPOSED, ...exposure },
    })
    const stand = { share: 0.3, since: 0, ramp: rampOf(clicks) }
    const held = checkStage(stand, of(arm(2000, 0.3)), 48 * HOUR)
    expect(held).toMatchObject({ verdict: 'inconclusive', waits_for: [expect.stringContaining(says)] })
    expect(
      checkStage({ ...stand, ramp: { ...stand.ramp, mostInBoth: 0.2 } }, of(arm(2000, 0.3)), 48 * HOUR).verdict,
    ).toBe('advance')
    expect(checkStage(stand, of(arm(2000, 0.1)), 48 * HOUR).verdict).toBe('stop')
  })
})
