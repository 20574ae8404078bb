import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type Alert,
  acknowledge,
  isSilenced,
  type Judged,
  judgeAlert,
  newAlert,
  type Observation,
  silence,
  withdrawn,
} from '../../src/monitoring/alert.ts'
import { type AlertRule, DEFAULT_RULES, refuseBadRules } from '../../src/monitoring/alert-rule.ts'
import { observeFigure } from '../../src/monitoring/observe.ts'

const rule: AlertRule = {
  ...{ rule: 'low', enabled: true, severity: 'warning', clearsAt: null, forMs: 10, keepMs: 5, leastUnits: 0 },
  ...{ subject: { kind: 'figure', figure: 'conversion', by: [], days: 7 }, settledOnly: false, note: '' },
  breach: { bound: 'high', is: 'below', value: 0.1 },
}
const seen = (bad: boolean | null, clear = bad === false): Observation => ({
  ...{ place: {}, value: 0.05, low: 0, high: 0.08, bad, clear, why: 'because' },
})

/** One letter a look, a tick apart: b bad, g good, ? unknown, m between the bounds (not bad, not clear). */
function follow(looks: string, some: Partial<AlertRule> = {}, start = newAlert(rule, {}, 0)): Judged[] {
  let alert = start
  return [...looks].map((letter, i) => {
    const look =
      letter === 'b' ? seen(true) : letter === 'g' ? seen(false) : letter === 'm' ? seen(false, false) : seen(null)
    const judged = judgeAlert(alert, { ...rule, ...some }, look, i + 1)
    alert = judged.alert
    return judged
  })
}
const states = (judged: readonly Judged[]) => judged.map(({ alert }) => alert.state[0]).join('')
const tells = (judged: readonly Judged[]) =>
  judged.flatMap(({ changes }) => changes.filter((change) => change.tell).map((change) => change.action))

describe('the states of an alert', () => {
  test.each([
    { looks: 'ggg', some: {}, expected: 'qqq', name: 'nothing is wrong' },
    { looks: 'bbbb', some: { forMs: 2 }, expected: 'ppff', name: 'fires after its duration' },
    { looks: 'b', some: { forMs: 0 }, expected: 'f', name: 'without a duration it fires at once' },
    { looks: 'bbgbb', some: { forMs: 2 }, expected: 'ppqpp', name: 'one good look starts the duration anew' },
    { looks: 'bbg', some: { forMs: 0, keepMs: 0 }, expected: 'ffr', name: 'resolved at once' },
    {
      looks: 'bgggg',
      some: { forMs: 0, keepMs: 2 },
      expected: 'fffrr',
      name: 'resolved after it was good for a while',
    },
    {
      looks: 'bgbgg',
      some: { forMs: 0, keepMs: 1 },
      expected: 'ffffr',
      name: 'bad again in between: the while begins anew',
    },
    { looks: 'bmmg', some: { forMs: 0, keepMs: 0 }, expected: 'fffr', name: 'between the bounds it goes on firing' },
    { looks: 'mm', some: { forMs: 0 }, expected: 'qq', name: 'between the bounds it does not begin' },
    { looks: 'b??g', some: { forMs: 0, keepMs: 0 }, expected: 'fffr', name: 'unknown changes nothing while firing' },
    { looks: 'b??b', some: { forMs: 2 }, expected: 'pppf', name: 'unknown does not end a pending one' },
    { looks: 'bgb', some: { forMs: 0, keepMs: 0 }, expected: 'frf', name: 'after being resolved it can fire again' },
  ])('$name: $looks is $expected', ({ looks, some, expected }) => expect(states(follow(looks, some))).toBe(expected))

  test('each episode is told once when it fires and once when it is resolved', () => {
    const judged = follow('bbggbbgg', { forMs: 0, keepMs: 0 })
    expect(tells(judged)).toEqual(['firing', 'resolved', 'firing', 'resolved'])
    expect(judged.at(-1)!.alert.episode).toBe(2)
  })

  test.each(DEFAULT_RULES)('$rule, looked at each hour on the edge of what is bad, does not come and go', (own) => {
    const { breach, clearsAt } = own
    const sign = breach?.is === 'above' ? 1 : -1
    let alert = newAlert(own, {}, 0)
    const told: string[] = []
    for (let hour = 1; hour <= 96; hour++) {
      const bad = hour < 30 || hour % 2 === 0
      const edge = breach === null ? 0 : breach.value + (bad ? sign : -sign) * 1e-3
      const clear = !bad && (breach === null || (edge - (clearsAt ?? breach.value)) * sign <= 0)
      // Drift is seen once a day.
      const swings = own.subject.kind !== 'drift' || hour % 24 === 0
      // A case of suspected poisoning is over by a person's decision alone.
      const canClear = swings && own.subject.kind !== 'trust'
      const look = { ...seen(swings ? bad : null, clear && canClear), value: edge }
      const judged = judgeAlert(alert, own, look, hour * 3_600_000)
      alert = judged.alert
      told.push(...tells([judged]))
    }
    expect(told.filter((action) => action === 'firing').length).toBeLessThanOrEqual(1)
  })

  test('pending and quiet are told to nobody', () => expect(tells(follow('bg'))).toEqual([]))

  test('the same moment again changes nothing', () => {
    const alert = follow('b', { forMs: 0 })[0]!.alert
    expect(judgeAlert(alert, rule, seen(false), 1)).toEqual({ alert, changes: [] })
  })

  test('whatever is seen: firing only after the duration, resolved only after firing, told at most once each', () => {
    const letters = fc.array(fc.constantFrom('b', 'g', 'm', '?'), { maxLength: 40 })
    fc.assert(
      fc.property(letters, fc.nat(4), fc.nat(4), (looks, forMs, keepMs) => {
        const judged = follow(looks.join(''), { forMs, keepMs })
        const path = judged.flatMap(({ changes }) => changes.map((change) => change.action))
        path.forEach((action, i) => {
          const before = path[i - 1]
          if (action === 'firing') expect(before).toBe('pending')
          if (action === 'resolved') expect(before).toBe('firing')
          if (action === 'quiet') expect(before).toBe('pending')
        })
        const told = tells(judged)
        expect(told).toEqual(told.map((_, i) => (i % 2 === 0 ? 'firing' : 'resolved')))
        expect(judged.at(-1)?.alert.episode ?? 0).toBe(told.filter((action) => action === 'firing').length)
      }),
    )
  })
})

describe('people', () => {
  const firing: Alert = follow('b', { forMs: 0 })[0]!.alert
  const quiet = newAlert(rule, {}, 0)

  test('silenced before it fires: nobody is told, until the silence is over', () => {
    const held = silence(quiet, 'anna', 3, 'planned', 0).alert
    const judged = follow('bbbb', { forMs: 0 }, held)
    expect(judged.map((each) => tells([each]))).toEqual([[], [], ['unsilenced'], []])
    expect(judged.at(-1)!.alert.silenced).toBeNull()
  })

  test('fired and resolved within a silence: nobody ever hears of it', () => {
    const held = silence(quiet, 'anna', 9, 'planned', 0).alert
    expect(tells(follow('bgggggggggg', { forMs: 0, keepMs: 0 }, held))).toEqual([])
  })

  test.each([
    { now: 2, expected: true },
    { now: 3, expected: false },
  ])('at $now a silence until 3 holds: $expected', ({ now, expected }) =>
    expect(isSilenced(silence(quiet, 'anna', 3, 'planned', 0).alert, now)).toBe(expected),
  )

  test('acknowledged by name; the next episode wants it anew', () => {
    const known = acknowledge(firing, 'anna', 'on it', 5)
    expect(known.alert.acknowledged).toEqual({ who: 'anna', at: 5, why: 'on it' })
    expect(known.changes).toEqual([{ action: 'acknowledged', at: 5, who: 'anna', tell: false }])
    expect(follow('ggggggggb', { forMs: 0, keepMs: 0 }, known.alert).at(-1)!.alert.acknowledged).toBeNull()
  })

  test('a rule that is gone ends its alerts without a word', () => {
    expect(withdrawn(firing, 9)).toMatchObject({
      alert: { state: 'quiet' },
      changes: [{ action: 'quiet', tell: false }],
    })
    expect(withdrawn(quiet, 9).changes).toEqual([])
  })
})

describe('rules', () => {
  const figures = new Set(['conversion', 'failure_rate', 'live_accuracy_intent'])
  test('those that salesloop comes with are allowed', () =>
    expect(() => refuseBadRules(DEFAULT_RULES, figures)).not.toThrow())

  test.each([
    { name: 'an unknown figure', some: { subject: { ...rule.subject, figure: 'beauty' } as AlertRule['subject'] } },
    { name: 'no breach', some: { breach: null } },
    { name: 'a bad name', some: { rule: 'Low!' } },
    { name: 'clearing on the bad side', some: { clearsAt: 0.05 } },
    { name: 'by day', some: { subject: { kind: 'figure', figure: 'conversion', by: ['day'], days: 7 } as const } },
    { name: 'a duration without end', some: { forMs: 1e15 } },
  ])('$name is refused, by name', ({ some }) =>
    expect(() => refuseBadRules([{ ...rule, ...some }], figures)).toThrow(/^Rule /),
  )

  test('two of one name are refused', () => expect(() => refuseBadRules([rule, rule], figures)).toThrow(/Two rules/))
})

describe('a figure under a rule', () => {
  const figure = {
    ...{ figure: 'conversion', by: null, group: 'all', groups: {}, numerator: 5, denominator: 100, immature: 0 },
    ...{ settled: true, estimate: 0.05, low: 0.02, high: 0.09, effective_size: 100, users: 100 },
  }
  test.each([
    { name: 'surely bad', figure: {}, some: {}, bad: true, clear: false },
    { name: 'exactly at the limit', figure: { high: 0.1 }, some: {}, bad: false, clear: true },
    { name: 'back, but not far enough', figure: { high: 0.11 }, some: { clearsAt: 0.12 }, bad: false, clear: false },
    { name: 'far enough', figure: { high: 0.12 }, some: { clearsAt: 0.12 }, bad: false, clear: true },
    { name: 'too few units', figure: {}, some: { leastUnits: 101 }, bad: null, clear: false },
    { name: 'no interval', figure: { high: null }, some: {}, bad: null, clear: false },
    { name: 'not settled', figure: { settled: false }, some: { settledOnly: true }, bad: null, clear: false },
  ])('$name: bad $bad, clear $clear', ({ figure: of, some, bad, clear }) =>
    expect(observeFigure({ ...rule, ...some }, { ...figure, ...of })).toMatchObject({ bad, clear }),
  )
})
