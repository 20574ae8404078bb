import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import i18next from 'i18next'
import { beforeAll, describe, expect, test } from 'vitest'
import { type Advice, adviceOf, type Figure, type Known } from '../../../web/pages/experiments/advice.ts'
import { adviceValues } from '../../../web/pages/experiments/advice-values.ts'
import { formatOf } from '../../../web/parts/format.ts'

const HOUR = 3_600_000
const BEGAN = Date.UTC(2026, 0, 10, 4)
const NOW = BEGAN + 10 * HOUR

const figure = (some: Partial<Figure> = {}): Figure => ({
  figure: 'conversion',
  verdict: 'inconclusive',
  holds: true,
  canary: { users: 100, immature: 20 },
  users_needed: 400,
  difference: { estimate: -0.1, low: -0.18, high: -0.02 },
  ...some,
})

interface Given {
  readonly state?: Known['state']
  readonly verdict?: Figure['verdict']
  readonly figures?: readonly Figure[]
  readonly wrong?: boolean
  readonly automatic?: boolean
  readonly share?: number
  readonly ended?: { readonly who: string; readonly check?: unknown }
}

function experiment(given: Given): Known {
  const { state = 'running', verdict = 'inconclusive', figures = [figure()], wrong = false, automatic = true } = given
  const { share = 0.05, ended } = given
  const canary = { stages: [0.05, 0.25, 0.5], least_hours: 24, automatic }
  return {
    state,
    share,
    now: NOW,
    since: BEGAN,
    ended_at: ended ? NOW : null,
    check: { verdict, figures, split: { expected: share, observed: 0.09, wrong } },
    history: [{ canary: ended ? null : canary, who: ended?.who ?? 'mia', check: ended?.check ?? null }],
  }
}

const holding = figure({ verdict: 'advance', users_needed: 0 })
const lost = {
  figures: [
    { figure: 'errors', verdict: 'advance' },
    { figure: 'click_through', verdict: 'stop', difference: { estimate: -0.2, low: -0.3, high: -0.1 } },
  ],
}

const TABLE: readonly (readonly [string, Given, Advice['key'], Advice['tone'], en: string, zh: string])[] = [
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
    '5% 流量下「完成率」出现损失',
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
    '「完成率」还需约 400 名灰度成熟用户（20 个会话待成熟）。按目前速度约需 1 天 16 小时',
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
    { figures: [figure({ canary: { users: 0, immature: 33 } })] },
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
    '因「点击率」出现损失',
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

describe('the sentence that says what to do', () => {
  test.each(TABLE)('%s', (_name, given, key, tone, en, zh) => {
    const advice = adviceOf(experiment(given))
    expect([advice.key, advice.tone]).toEqual([key, tone])
    for (const [language, part] of [
      ['en', en],
      ['zh', zh],
    ] as const) {
      const t = i18next.getFixedT(language, 'experiments') as unknown as (key: string, values?: object) => string
      const values = adviceValues(advice, formatOf(language), (name) => t(`figure.${name}`))
      const sentence = t(`advice.${advice.key}`, values)
      expect(sentence).toContain(part)
      expect(sentence).not.toMatch(/\{\{|undefined|NaN|Invalid|\.$\./)
    }
  })

  test('each sentence that there are words for is in the table', () => {
    const words = i18next.getResourceBundle('en', 'experiments') as { advice: Record<string, string> }
    expect([...new Set(TABLE.map(([, , key]) => key))].sort()).toEqual(Object.keys(words.advice).sort())
  })
})
