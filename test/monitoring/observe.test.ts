import { expect, test } from 'vitest'
import type { Figure } from '../../src/metrics/figure.ts'
import { judgeAlert, newAlert, type Observation } from '../../src/monitoring/alert.ts'
import { messageOf } from '../../src/monitoring/alert-delivery.ts'
import { DEFAULT_RULES } from '../../src/monitoring/alert-rule.ts'
import { observeDisagreement, observeFigure, observePartings } from '../../src/monitoring/observe.ts'
import { observeTrust, type TrustCase } from '../../src/monitoring/trust-case.ts'

const rule = DEFAULT_RULES.find((each) => each.rule === 'failure_rate_high')!
const figure = (name: string, estimate: number): Figure => ({
  ...{ figure: name, numerator: 44, denominator: 100, immature: 0, settled: true, estimate, low: 0.414, high: 0.47 },
  ...{ effective_size: 90, users: 80, by: null, group: 'all', groups: {} },
})
const bounded = { estimate: -0.031, low: -0.046, high: -0.016 }
const caseOf = (kind: TrustCase['kind']): TrustCase => ({
  ...{ kind, task: 'intent', subject: 'x', label: 'delivery', caseId: 'tc-1', state: 'held', openedAt: 0, seenAt: 0 },
  suspected: true,
  evidence: {
    figures: { trials: 40, contradicted: 22, usual: 9 },
    names: { expected: 'returns', sign: 'clicks' },
    texts: [],
  },
})
const disagreement = observeDisagreement({
  ...{ task: 'intent', weighted: { estimate: 0.82, low: 0.8, high: 0.84 }, disagrees: true },
  unlabelled: { turns: 9, meanConfidence: { estimate: 0.86, low: 0.85, high: 0.87 }, thresholded: null },
})

test.each<{ seen: Observation; said: string }>([
  {
    seen: observeFigure(rule, figure('failure_rate', 0.442)),
    said: '出错率为 44.2%（95% 区间 41.4% ~ 47%），样本 100；区间下限高于 30% 即为异常。',
  },
  { seen: observeFigure(rule, figure('time_to_fix', 7.25)), said: 'time_to_fix为 7.25（' },
  { seen: disagreement, said: '意图：复核得出的准确率为 82%（80% ~ 84%），由置信度推断的为 86%（85% ~ 87%）。' },
  {
    seen: observePartings({ kind: 'parting', task: 'intent', by: 'assistant', days: 28 }, [
      { group: 'a1', tasks: [{ task: 'intent', difference: { ...bounded, parts: true } }] },
    ])[0]!,
    said: '意图，助手 a1：复核得出的准确率与置信度推断的相差 -3.1 个百分点（-4.6 个百分点 ~ -1.6 个百分点',
  },
  {
    seen: observeTrust(['annotator'], [caseOf('annotator')])[0]!,
    said: '40 个可比标注中有 22 个与他人矛盾（通常不超过 9）。涉及把 returns 标成 delivery。',
  },
  { seen: observeTrust(['user'], [caseOf('user')])[0]!, said: '个（点击），通常为 9' },
])('what was seen is said in Chinese: $said', ({ seen, said }) => {
  expect(seen.whyZh).toContain(said)
  expect(seen.why).not.toMatch(/\p{sc=Han}/u)
})

test('a case that is no longer found stays an alert until a person decides', () => {
  const [waned] = observeTrust(['user'], [{ ...caseOf('user'), suspected: false }])
  const [decided] = observeTrust(['user'], [{ ...caseOf('user'), state: 'released' }])
  expect([waned, decided]).toMatchObject([
    { bad: false, clear: false },
    { bad: false, clear: true },
  ])
})

test('both languages and what to do go with the alert to whoever is told', () => {
  const { alert, changes } = judgeAlert(
    newAlert(rule, {}, 0),
    rule,
    observeFigure(rule, figure('failure_rate', 0.442)),
    1,
  )
  const told = messageOf(alert, changes.at(-1)!, 'd-1')
  expect(told).toMatchObject({ event: 'firing', note: rule.note })
  expect(told.why).toContain('failure_rate is 0.442')
  expect(told.why_zh).toContain('出错率为 44.2%')
})
