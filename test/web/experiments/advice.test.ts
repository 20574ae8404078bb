import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import i18next from 'i18next'
import { beforeAll, describe, expect, test } from 'vitest'
import { toDecision } from '../../../src/app/http/experiment-answers.ts'
import { checkExposure, NOBODY_EXPOSED } from '../../../src/experiments/exposure-check.ts'
import type { FigureCheck } from '../../../src/experiments/figure-check.ts'
import { type Decision, decisionOf, type Known } from '../../../src/releases/decision.ts'
import { defaultPolicy } from '../../../src/releases/ramp-policy.ts'
import type { StageCheck, TrialCheck } from '../../../src/releases/stage-check.ts'
import { adviceValues, reasonValues } from '../../../web/pages/experiments/advice-values.ts'
import { formatOf } from '../../../web/parts/format.ts'

const HOUR = 3_600_000
const BEGAN = Date.UTC(2026, 0, 10, 4)
const NOW = BEGAN + 10 * HOUR

const arm = (users: number, immature: number) => ({ users, immature, units: users, rate: 0.2 })
const figure = (some: Partial<FigureCheck> = {}): FigureCheck => ({
  figure: 'conversion',
  verdict: 'inconclusive',
  holds: true,
  worse: 'lower',
  unit: 'share',
  cap: null,
  margin: 0.02,
  relative: 0.1,
  better: false,
  variance_reduction: null,
  live: arm(900, 100),
  canary: arm(100, 20),
  users_needed: 400,
  difference: { estimate: -0.1, low: -0.18, high: -0.02 },
  text: '',
  ...some,
})

interface Given {
  readonly state?: Known['state']
  readonly verdict?: StageCheck['verdict']
  readonly figures?: readonly FigureCheck[]
  readonly wrong?: boolean
  readonly inBoth?: number
  readonly mismatched?: number
  readonly automatic?: boolean
  readonly share?: number
  readonly trial?: Pick<TrialCheck, 'verdict' | 'over'>
  readonly ended?: { readonly who: string; readonly check?: StageCheck }
}

function experiment(given: Given): Known {
  const { state = 'running', verdict = 'inconclusive', figures = [figure()], wrong = false, automatic = true } = given
  const { share = 0.05, ended, trial, inBoth = 0, mismatched = 0 } = given
  const exposed = { ...NOBODY_EXPOSED, users: 1000, inBoth, assigned: 1000, mismatched }
  const check: StageCheck = {
    verdict,
    figures,
    currency: 'CNY',
    split: { live: 0, canary: 0, expected: share, observed: 0.09, e_value: 1, p: 1, wrong },
    exposure: checkExposure(exposed),
    trial: trial === undefined ? null : { figure: 'conversion', endsAt: BEGAN + 240 * HOUR, ...trial },
    since: BEGAN,
    share,
    waits_for: [],
  }
  return {
    state,
    share,
    now: NOW,
    since: BEGAN,
    endedAt: ended ? NOW : null,
    ramp: { ...defaultPolicy.ramp, automatic },
    check,
    last: { who: ended?.who ?? 'mia', check: ended?.check ?? null },
  }
}

const holding = figure({ verdict: 'advance', users_needed: 0 })
const lost = experiment({
  figures: [
    figure({ figure: 'errors', verdict: 'advance' }),
    figure({ figure: 'click_through', verdict: 'stop', difference: { estimate: -0.2, low: -0.3, high: -0.1 } }),
  ],
}).check

const TABLE: readonly (readonly [string, Given, Decision['code'], Decision['tone'], en: string, zh: string])[] = [
  [
    'a wrong split comes before everything',
    { wrong: true, verdict: 'stop', figures: [figure({ verdict: 'stop' })] },
    'splitWrong',
    'act',
    '9% of users are in the canary instead of 5%',
    '灰度用户占 9%，应为 5%',
  ],
  [
    'a loss comes before a pause',
    { state: 'paused', verdict: 'stop', figures: [holding, figure({ figure: 'completion', verdict: 'stop' })] },
    'worse',
    'act',
    'Completion shows a loss at 5% of users',
    '5% 流量下“完成率”出现损失',
  ],
  [
    'users whom both arms answered, surely too many',
    { verdict: 'advance', figures: [holding], inBoth: 40 },
    'bothMany',
    'act',
    'both versions answered 4% of users, and 1% are borne',
    '4% 的用户被两个版本都服务过，上限为 1%',
  ],
  [
    'replies of another arm than was drawn come before users in both',
    { verdict: 'advance', figures: [holding], inBoth: 40, mismatched: 60 },
    'mismatched',
    'act',
    'in 6% of conversations the reply names another version',
    '6% 的会话中',
  ],
  [
    'a few users in both arms are borne',
    { verdict: 'advance', figures: [holding], inBoth: 9 },
    'advances',
    'good',
    'from 5% to 25%',
    '从 5% 扩大到 25%',
  ],
  [
    'a trial that shows nothing yet runs on',
    { trial: { verdict: 'inconclusive', over: false } },
    'trialRuns',
    'wait',
    'Let it run until 20 Jan 2026',
    '请继续运行至 2026年1月20日',
  ],
  [
    'a trial that leads keeps its time',
    { trial: { verdict: 'win', over: false } },
    'trialLeads',
    'wait',
    'Conversion is better for sure. It runs on until',
    '“转化率”已确定更好',
  ],
  [
    'a trial that won waits for a person',
    { trial: { verdict: 'win', over: true } },
    'trialWon',
    'act',
    'has won',
    '胜出',
  ],
  [
    'a trial that showed nothing does not ship',
    { trial: { verdict: 'inconclusive', over: true } },
    'trialOver',
    'act',
    'was not shown to be better: it does not ship',
    '不予上线',
  ],
  ['paused', { state: 'paused' }, 'paused', 'act', 'paused at 5% of users', '已暂停在 5% 的用户'],
  [
    'may advance by itself',
    { verdict: 'advance', figures: [holding] },
    'advances',
    'good',
    'from 5% to 25% of users by itself',
    '自动从 5% 扩大到 25% 的用户',
  ],
  [
    'may go to everyone',
    { verdict: 'advance', figures: [holding], share: 0.5 },
    'advancesToEveryone',
    'good',
    'goes live by itself',
    '将自动上线',
  ],
  [
    'may advance by hand',
    { verdict: 'advance', figures: [holding], automatic: false },
    'needsPerson',
    'act',
    'allow the next stage (25% of users)',
    '进入下一阶段（25% 的用户）',
  ],
  [
    'only time is missing',
    { figures: [holding] },
    'waitTime',
    'wait',
    'Wait until 11 Jan 2026',
    '请等到 2026年1月11日',
  ],
  [
    'users are missing: the figure that lacks most, and how long it takes',
    { figures: [figure({ users_needed: 90 }), figure({ figure: 'completion' })] },
    'waitUsersSpan',
    'wait',
    'Completion needs about 400 more counted users in the canary (20 conversations wait). At the present pace that takes about 1 d 16 h',
    '“完成率”还需约 400 名灰度成熟用户（20 个会话待成熟）。按目前速度约需 1 天 16 小时',
  ],
  [
    'never sooner than the least time',
    { figures: [figure({ users_needed: 1 })] },
    'waitUsersSpan',
    'wait',
    'takes about 14 h',
    '约需 14 小时',
  ],
  [
    'nobody is mature yet',
    { figures: [figure({ canary: arm(0, 33) })] },
    'waitUsers',
    'wait',
    'none has been counted so far, 33 conversations wait',
    '目前尚无计入，33 个会话待成熟',
  ],
  [
    'how many are missing cannot be told',
    { figures: [figure({ users_needed: null })] },
    'waitUnknown',
    'wait',
    'cannot be told',
    '无法估计还缺多少',
  ],
  [
    'a figure that holds nothing back is not waited for',
    { figures: [figure({ holds: false })] },
    'waitTime',
    'wait',
    'the least time of this stage is not over',
    '本阶段最短时间未到',
  ],
  ['went live', { state: 'live', ended: { who: 'ramp' } }, 'live', 'good', 'live for everyone since', '起已全量上线'],
  [
    'taken back by the guardrail, which says by what',
    { state: 'taken_back', ended: { who: 'guardrail', check: lost } },
    'takenBackByFigures',
    'act',
    'because Click-through showed a loss',
    '因“点击率”出现损失',
  ],
  [
    'taken back by a person',
    { state: 'taken_back', ended: { who: 'pia' } },
    'takenBack',
    'good',
    'pia took it back',
    'pia 已于',
  ],
  ['ended', { state: 'abandoned', ended: { who: 'pia' } }, 'abandoned', 'good', 'pia ended it', '终止'],
  [
    'replaced',
    { state: 'replaced', ended: { who: 'pia' } },
    'replaced',
    'good',
    'another release took its place',
    '被另一次发布取代',
  ],
]

beforeAll(async () => {
  const words = (language: string): Record<string, unknown> =>
    JSON.parse(readFileSync(resolve(import.meta.dirname, `../../../web/pages/experiments/${language}.json`), 'utf8'))
  await i18next.init({
    lng: 'en',
    interpolation: { escapeValue: false },
    resources: { en: { experiments: words('en') }, zh: { experiments: words('zh') } },
  })
})

type Say = (key: string, values?: object) => string
const inBoth = (check: (say: Say, language: string) => void): void => {
  for (const language of ['en', 'zh']) check(i18next.getFixedT(language, 'experiments') as unknown as Say, language)
}

describe('the sentence that says what to do', () => {
  test.each(TABLE)('%s', (_name, given, code, tone, en, zh) => {
    const advice = toDecision(decisionOf(experiment(given)))
    expect([advice.code, advice.tone]).toEqual([code, tone])
    expect(advice.text).not.toMatch(/undefined|NaN|Invalid|\.$\./)
    inBoth((t, language) => {
      const values = adviceValues(advice, formatOf(language), (name) => t(`figure.${name}`))
      const sentence = t(`advice.${advice.code}`, values)
      expect(sentence).toContain(language === 'en' ? en : zh)
      expect(sentence).not.toMatch(/\{\{|undefined|NaN|Invalid|\.$\./)
    })
  })

  test('each sentence that there are words for is in the table', () => {
    const words = i18next.getResourceBundle('en', 'experiments') as { advice: Record<string, string> }
    expect([...new Set(TABLE.map(([, , code]) => code))].sort()).toEqual(Object.keys(words.advice).sort())
  })

  test('the figures that it rests on, worst first, each with its numbers in its own unit', () => {
    const money = figure({
      figure: 'value_per_conversation',
      verdict: 'stop',
      unit: 'money',
      holds: false,
      margin: 9,
      difference: { estimate: -20, low: -31, high: -8.5 },
    })
    const { because, text } = toDecision(decisionOf(experiment({ verdict: 'stop', figures: [holding, money] })))
    expect(because.map(({ figure: name, says }) => [name, says])).toEqual([
      ['value_per_conversation', 'loss'],
      ['conversion', 'noLoss'],
    ])
    expect(text).toContain('value_per_conversation: a loss for sure (-20.00 CNY, -31.00 to -8.50)')
    inBoth((t, language) => {
      const told = t(
        'because.loss',
        reasonValues(because[0]!, formatOf(language), (name) => t(`figure.${name}`)),
      )
      expect(told).toMatch(language === 'en' ? /-CN¥20(\.00)?\D.*worse for sure/ : /-¥20(\.00)?\D.*确定变差/)
    })
  })
})
