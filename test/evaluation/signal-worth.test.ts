import { describe, expect, test } from 'vitest'
import { ADMISSION_RULES, type Rule, SIGNALS } from '../../src/admission/rules.ts'
import { codeOf, type SignalValues } from '../../src/admission/signal-code.ts'
import { signalWorth, type Worth, type WorthData } from '../../src/evaluation/signal-worth.ts'
import { proposals } from '../../src/evaluation/signal-worth-proposals.ts'
import type { JudgedSeen } from '../../src/evaluation/signal-worth-sample.ts'
import { hajek } from '../../src/stats/hajek.ts'
import { type Random, randomFrom } from '../../src/stats/random.ts'

const quiet = Object.fromEntries(SIGNALS.map((signal) => [signal, false])) as unknown as SignalValues
const low: Rule = { reason: 'low_confidence', all: ['eligible', 'low_confidence'] }
const bad: Rule = { reason: 'negative_feedback', all: ['negative_feedback'] }

interface Planted {
  readonly signals: (random: Random) => Partial<SignalValues>
  readonly fault: (shown: SignalValues) => number
}

/** A population of which everything flagged by the rules is drawn with 0.5, the rest with 0.1, and half of each is judged. */
function worldOf(seed: string, size: number, rules: readonly Rule[], { signals, fault }: Planted): WorthData {
  const random = randomFrom(seed)
  const counts = new Map<number, number>()
  const strata = new Map<'flagged' | 'control', number>([
    ['flagged', 0],
    ['control', 0],
  ])
  const judged: JudgedSeen[] = []
  for (let i = 0; i < size; i++) {
    const shown = { ...quiet, eligible: true, ...signals(random) }
    const code = codeOf(shown)
    const stratum = rules.some(({ all }) => all.every((signal) => shown[signal] === true)) ? 'flagged' : 'control'
    counts.set(code, (counts.get(code) ?? 0) + 1)
    strata.set(stratum, strata.get(stratum)! + 1)
    const [atFault, inclusionProbability] = [random() < fault(shown), stratum === 'flagged' ? 0.5 : 0.1]
    if (random() >= inclusionProbability || random() < 0.5) continue
    const seen = {
      signals: code,
      confidence: 90,
      clicked: random() < 0.5,
      ordered: null,
      humanReply: false,
      completed: true,
    }
    judged.push({ conversationId: `c${i}`, userId: `u${i % 900}`, atFault, inclusionProbability, stratum, seen })
  }
  return {
    judged,
    strata,
    counts: [...counts].map(([code, n]) => ({ signals: code, confidence: 90, conversations: n })),
  }
}

const find = (all: readonly Worth[], name: string): Worth => all.find(({ trait }) => trait.name === name)!
const planted: Planted = {
  signals: (random) => ({
    low_confidence: random() < 0.1,
    negative_feedback: random() < 0.05,
    fsm_stalled: random() < 0.2,
    long_silence: random() < 0.2,
    no_order: random() < 0.02 ? null : random() < 0.5,
  }),
  fault: (shown) => (shown.low_confidence ? 0.6 : 0) + (shown.fsm_stalled ? 0.3 : 0) + 0.04,
}

describe('worth of a signal', () => {
  const rules = [low, bad]
  const data = worldOf('worth', 12_000, rules, planted)
  const { base, pool, all } = signalWorth(data, rules)
  const total = new Map<string, number>()
  for (const { stratum, inclusionProbability } of data.judged)
    total.set(stratum, (total.get(stratum) ?? 0) + 1 / inclusionProbability)
  /** The same from Hajek's estimate over the units themselves. */
  const reference = (among: (one: JudgedSeen) => boolean, value: (one: JudgedSeen) => boolean) =>
    hajek(
      data.judged.filter(among).map((one) => ({
        value: Number(value(one)),
        probability: one.inclusionProbability,
        weight: data.strata.get(one.stratum)! / total.get(one.stratum)!,
        cluster: one.userId!,
      })),
    )
  const digit = (one: JudgedSeen, signal: keyof SignalValues) =>
    Math.floor(one.seen.signals / 3 ** SIGNALS.indexOf(signal)) % 3
  const shareOf = (is: (one: JudgedSeen) => boolean, among: (one: JudgedSeen) => boolean) => {
    const count = (which: (one: JudgedSeen) => boolean) =>
      data.counts.reduce((sum, { signals, conversations }) => {
        return sum + (which({ seen: { signals } } as JudgedSeen) ? conversations : 0)
      }, 0)
    return count((one) => among(one) && is(one)) / count(among)
  }
  const same = (a: { estimate: number; low: number; high: number } | null, b: ReturnType<typeof hajek>) => {
    expect(a!.estimate).toBeCloseTo(b.estimate, 9)
    expect(a!.low).toBeCloseTo(b.low, 9)
    expect(a!.high).toBeCloseTo(b.high, 9)
  }

  test('precision and recall are those of Hajek over the conversations in which it is known', () => {
    const worth = find(all, 'no_order')
    same(
      worth.precision,
      reference(
        (one) => digit(one, 'no_order') === 1,
        (one) => one.atFault,
      ),
    )
    const q = shareOf(
      (one) => digit(one, 'no_order') === 1,
      (one) => digit(one, 'no_order') !== 2,
    )
    expect(worth.share).toBeCloseTo(q, 12)
    const other = reference(
      (one) => digit(one, 'no_order') === 0,
      (one) => one.atFault,
    )
    const here = q * worth.precision!.estimate
    expect(worth.recall!.estimate).toBeCloseTo(here / (here + (1 - q) * other.estimate), 9)
    expect(worth.recall!.estimate).toBeCloseTo(q * worth.lift!.estimate, 9)
    // With the counts of all conversations it is nearer to the truth than by the sample alone, and not far from that.
    const direct = reference(
      (one) => one.atFault && digit(one, 'no_order') !== 2,
      (one) => digit(one, 'no_order') === 1,
    )
    expect(Math.abs(worth.recall!.estimate - direct.estimate)).toBeLessThan(0.05)
    const outcome = find(all, 'clicked')
    same(
      outcome.recall,
      reference(
        (one) => one.atFault,
        (one) => one.seen.clicked === true,
      ),
    )
    expect(worth.unknown).toBe(data.judged.filter((one) => digit(one, 'no_order') === 2).length)
    const pair = find(all, 'fsm_stalled+long_silence')
    const both = (one: JudgedSeen) => digit(one, 'fsm_stalled') === 1 && digit(one, 'long_silence') === 1
    same(
      pair.precision,
      reference(both, (one) => one.atFault),
    )
    same(
      base,
      reference(
        () => true,
        (one) => one.atFault,
      ),
    )
  })

  test('alone is what no other rule flags: a rule without the others, a signal without all rules', () => {
    const byRules = (one: JudgedSeen) => digit(one, 'low_confidence') === 1 || digit(one, 'negative_feedback') === 1
    const stalled = find(all, 'fsm_stalled').alone
    same(
      stalled.precision,
      reference(
        (one) => digit(one, 'fsm_stalled') === 1 && !byRules(one),
        (one) => one.atFault,
      ),
    )
    const rule = all.find(({ trait }) => trait.kind === 'rule')!.alone
    const onlyLow = (one: JudgedSeen) => digit(one, 'low_confidence') === 1 && digit(one, 'negative_feedback') === 0
    const q = shareOf(onlyLow, () => true)
    const [here, there] = [onlyLow, (one: JudgedSeen) => !onlyLow(one)].map(
      (among) => reference(among, (one) => one.atFault).estimate,
    ) as [number, number]
    expect(rule.recall!.estimate).toBeCloseTo((q * here) / (q * here + (1 - q) * there), 9)
    const counted = data.counts.reduce((sum, { signals, conversations }) => {
      const one = { seen: { signals } } as JudgedSeen
      return sum + (onlyLow(one) ? conversations : 0)
    }, 0)
    expect(rule.conversations).toBe(counted)
  })

  test('the estimates find what was planted, and the intervals hold it', () => {
    const faults = 0.1 * 0.6 + 0.2 * 0.3 + 0.04
    const truth = { base: faults, precision: 0.06 + 0.34, lift: 0.4 / faults, recall: (0.2 * 0.4) / faults }
    const { precision, lift, recall, share } = find(all, 'fsm_stalled')
    for (const [told, expected] of [
      [base, truth.base],
      [precision!, truth.precision],
      [lift!, truth.lift],
      [recall!, truth.recall],
    ] as const) {
      expect(told.low).toBeLessThan(expected)
      expect(told.high).toBeGreaterThan(expected)
      expect(told.high - told.low).toBeLessThan(expected)
    }
    expect(share).toBeCloseTo(0.2, 1)
    expect(lift!.estimate).toBeCloseTo(precision!.estimate / base.estimate, 0)
    expect(pool.precision.estimate).toBeGreaterThan(base.estimate)
  })

  test('an outcome is told of those that were looked at; a threshold that nobody is below is true of none', () => {
    expect(Math.abs(find(all, 'clicked').share! - 0.5)).toBeLessThan(0.1)
    expect(find(all, 'clicked').alone.conversations).toBeNull()
    expect(find(all, 'low_confidence_below_80')).toMatchObject({ judged: 0, precision: null, lift: null, evidence: 1 })
  })

  test('without a judged control sample nobody knows what was missed, and nothing is proposed', () => {
    const flagged = { ...data, judged: data.judged.filter(({ stratum }) => stratum === 'flagged') }
    const found = signalWorth(flagged, rules)
    expect(found.all.every(({ recall }) => recall === null)).toBe(true)
    expect(proposals(found, rules)).toEqual([])
    expect(signalWorth({ judged: [], counts: [], strata: new Map() }, rules).all[0]).toMatchObject({
      precision: null,
      lift: null,
    })
  })
})

describe('proposals', () => {
  const rules = [low, bad]
  const of = (given: Planted, seed = 'proposals') => {
    const found = signalWorth(worldOf(seed, 20_000, rules, given), rules)
    return proposals(found, rules).map(({ action, ground, worth }) => [action, ground, worth.trait.name])
  }

  test('a rule that flags by chance is to go, a signal with faults of its own is to come', () => {
    const chance: Planted = {
      signals: (random) => ({ ...planted.signals(random), negative_feedback: random() < 0.2 }),
      fault: (shown) => 0.2 + (shown.low_confidence ? 0.5 : 0) + (shown.fsm_stalled ? 0.3 : 0),
    }
    const told = of(chance)
    expect(told).toContainEqual(['add', 'catches_more', 'fsm_stalled'])
    expect(told).toContainEqual(['retire', 'no_better_than_chance', 'negative_feedback'])
    expect(told.filter(([action]) => action === 'retire')).toHaveLength(1)
    expect(told.some(([, , name]) => name?.includes('long_silence'))).toBe(false)
  })

  test('a pair is proposed where neither signal would do', () => {
    const together: Planted = {
      ...planted,
      fault: (shown) => (shown.low_confidence ? 0.6 : shown.fsm_stalled && shown.long_silence ? 0.6 : 0.02),
    }
    expect(of(together)).toContainEqual(['add', 'catches_more', 'fsm_stalled+long_silence'])
  })

  test('a rule that alone catches nothing more is to go, however precise it is', () => {
    const covered: Planted = {
      ...planted,
      signals: (random) => {
        const sure = random() < 0.1
        return { low_confidence: sure, negative_feedback: sure && random() < 0.8, fsm_stalled: random() < 0.2 }
      },
    }
    expect(of(covered)).toContainEqual(['retire', 'catches_nothing_more', 'negative_feedback'])
  })

  test('where nothing has to do with faults, nothing is to come in nearly all worlds', () => {
    const noise: Planted = { ...planted, fault: () => 0.15 }
    let added = 0
    for (let world = 0; world < 40; world++)
      added += Number(
        proposals(signalWorth(worldOf(`noise ${world}`, 3000, rules, noise), rules), rules).some(
          ({ action }) => action !== 'retire',
        ),
      )
    expect(added).toBeLessThanOrEqual(4) // 5 % are allowed: 5 or more of 40 would happen once in 20 repetitions
  })

  test('the built-in rules are read as they are', () => {
    const found = signalWorth(worldOf('built in', 2000, ADMISSION_RULES, planted), ADMISSION_RULES)
    expect(found.all.filter(({ trait }) => trait.kind === 'rule').map(({ trait }) => trait.name)).toEqual(
      ADMISSION_RULES.map(({ reason }) => reason),
    )
  })
})
