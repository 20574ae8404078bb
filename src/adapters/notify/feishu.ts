import { createHmac } from 'node:crypto'
import type { AlertMessage, Notifier } from '../../monitoring/alert-delivery.ts'
import { adviceInChinese, codeInChinese, ruleInChinese } from '../../monitoring/alert-words.ts'
import { postJson } from './post.ts'

export type CardLanguage = 'zh' | 'en'

/**
 * A custom bot of a Feishu (or Lark) group, as a message card. With a secret, each request is signed as Feishu's "custom bot"
 * guide says: base64 of the HMAC-SHA256 of nothing, under the key `timestamp + "\n" + secret`, timestamp in seconds.
 * Feishu answers 200 even when it refuses; what counts is `code` 0 in the body.
 *
 * @param secret of the bot's signature check; null = the bot uses another check (key word, address list)
 * @param clock wall clock, epoch milliseconds
 */
export const feishuNotifier = (
  url: string,
  secret: string | null,
  language: CardLanguage,
  clock: () => number,
): Notifier => ({
  channel: 'feishu',
  async send(message) {
    const timestamp = String(Math.floor(clock() / 1000))
    const signed = secret === null ? {} : { timestamp, sign: feishuSign(timestamp, secret) }
    const text = await postJson(
      url,
      JSON.stringify({ ...signed, msg_type: 'interactive', card: cardOf(message, language) }),
      {},
    )
    refuseUnlessTaken(text)
  },
})

export const feishuSign = (timestamp: string, secret: string): string =>
  createHmac('sha256', `${timestamp}\n${secret}`).update('').digest('base64')

function refuseUnlessTaken(text: string): void {
  let answer: { code?: unknown; StatusCode?: unknown; msg?: unknown }
  try {
    answer = JSON.parse(text)
  } catch {
    throw new Error(`Feishu answered with something else than JSON: ${text.slice(0, 200)}`)
  }
  const code = answer.code ?? answer.StatusCode
  if (code !== 0) throw new Error(`Feishu refused the message with code ${String(code)}: ${String(answer.msg)}`)
}

const WORDS = {
  zh: {
    firing: '告警触发',
    resolved: '告警恢复',
    severity: { info: '提示', warning: '警告', critical: '严重' },
    rule: '规则',
    place: '范围',
    whole: '全部',
    value: '当前值',
    interval: '95% 区间',
    at: '时间',
    id: '编号',
    todo: '处理建议',
    colon: '：',
    comma: '，',
  },
  en: {
    firing: 'Alert fires',
    resolved: 'Alert resolved',
    severity: { info: 'info', warning: 'warning', critical: 'critical' },
    rule: 'Rule',
    place: 'Where',
    whole: 'everywhere',
    value: 'Value',
    interval: '95 % interval',
    at: 'At',
    id: 'Id',
    todo: 'What to do',
    colon: ': ',
    comma: ', ',
  },
} as const

/** Names come from events and may hold anything: as plain text they can be no link and mention nobody. */
export function cardOf(message: AlertMessage, language: CardLanguage): object {
  const words = WORDS[language]
  const rule = language === 'zh' ? ruleInChinese(message.rule) : message.rule
  return {
    config: { wide_screen_mode: true },
    header: {
      template: message.event === 'resolved' ? 'green' : message.severity === 'critical' ? 'red' : 'orange',
      title: { tag: 'plain_text', content: `salesloop · ${words[message.event]} · ${rule}` },
    },
    elements: linesOf(message, rule, language).map((content) => ({ tag: 'div', text: { tag: 'plain_text', content } })),
  }
}

/** A message that an older salesloop left in the outbox has no `why_zh` and no `note`. */
function linesOf(message: AlertMessage, rule: string, language: CardLanguage): readonly string[] {
  const { event, severity, value, low, high, why, why_zh = null, note = '' } = message
  const words = WORDS[language]
  const isChinese = language === 'zh'
  const name = (code: string): string => (isChinese ? codeInChinese(code) : code)
  const place = Object.entries(message.place)
    .map(([by, group]) => `${name(by)}${words.colon}${by === 'task' || by === 'kind' ? name(group) : group}`)
    .join(words.comma)
  const advice = isChinese ? adviceInChinese(message.rule, note) : note
  const line = (word: string, said: string): string => `${word}${words.colon}${said}`
  return [
    line(words.rule, isChinese ? `${rule}（${words.severity[severity]}）` : `${rule} (${words.severity[severity]})`),
    line(words.place, place || words.whole),
    ...(value === null ? [] : [line(words.value, round(value))]),
    ...(low === null || high === null
      ? []
      : [line(words.interval, `${round(low)} ${isChinese ? '~' : '–'} ${round(high)}`)]),
    (isChinese ? why_zh : null) ?? why,
    ...(advice === '' || event === 'resolved' ? [] : [line(words.todo, advice)]),
    `${line(words.at, new Date(message.at).toISOString())} · ${line(words.id, message.alert_id)}`,
  ]
}

const round = (value: number): string => String(Number(value.toPrecision(4)))
