import { createHmac } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { cardOf, feishuNotifier, feishuSign } from '../../../src/adapters/notify/feishu.ts'
import { webhookNotifier } from '../../../src/adapters/notify/webhook.ts'
import type { AlertMessage } from '../../../src/monitoring/alert-delivery.ts'
import { DEFAULT_RULES } from '../../../src/monitoring/alert-rule.ts'
import { adviceInChinese, ruleInChinese } from '../../../src/monitoring/alert-words.ts'
import { openReceiver } from './receiver.ts'
import { verify } from './verify.ts'

const SECRET = 'sixteen characters'
const NOW = 1_800_000_000_500
const message: AlertMessage = {
  ...{ delivery_id: 'al-1/1/firing/webhook', event: 'firing', alert_id: 'al-1', rule: 'failure_rate_high' },
  ...{ severity: 'critical', place: { assistant: '导购 <at user_id="all"></at>' }, at: 1_767_225_600_000, episode: 1 },
  ...{ value: 0.3512, low: 0.31, high: 0.4, why: 'failure_rate is 0.351' },
  ...{ why_zh: '出错率为 35.1%', note: DEFAULT_RULES.find(({ rule }) => rule === 'failure_rate_high')!.note },
}

let close: () => Promise<void> = async () => {}
afterEach(() => close())
const receiver = async (...given: Parameters<typeof openReceiver>) => {
  const opened = await openReceiver(...given)
  close = opened.close
  return opened
}

test('the check in the documentation is the one that is tested here', () => {
  const root = resolve(import.meta.dirname, '../../..')
  const tested = readFileSync(join(root, 'test/adapters/notify/verify.ts'), 'utf8')
  const snippet = /\/\/ docs:begin\n([\s\S]*?)\/\/ docs:end/.exec(tested)![1]!
  expect(readFileSync(join(root, 'docs/watching.md'), 'utf8')).toContain(snippet.trim())
})

describe('signed webhook', () => {
  test('arrives with a signature that the documented check accepts', async () => {
    const { url, received } = await receiver(() => ({ status: 204 }))
    await webhookNotifier(url, SECRET, () => NOW).send(message)
    const { headers, body } = received[0]!
    expect(JSON.parse(body)).toEqual(message)
    const known = new Set<string>()
    expect(verify(SECRET, headers, body, NOW, known)).toBe('new')
    expect(verify(SECRET, headers, body, NOW + 1000, known)).toBe('known') // a replay is no second alert
    const renamed = { ...headers, 'x-salesloop-delivery': 'another' } // a header that no signature covers
    expect(verify(SECRET, renamed, body, NOW + 1000, known)).toBe('known')
  })

  test.each([
    { name: 'another secret', secret: 'another secret!!', later: 0, change: (body: string) => body },
    { name: 'a changed body', secret: SECRET, later: 0, change: (body: string) => body.replace('0.3512', '0.1') },
    { name: 'six minutes later', secret: SECRET, later: 360_000, change: (body: string) => body },
  ])('$name is refused', async ({ secret, later, change }) => {
    const { url, received } = await receiver(() => ({ status: 204 }))
    await webhookNotifier(url, SECRET, () => NOW).send(message)
    const { headers, body } = received[0]!
    expect(verify(secret, headers, change(body), NOW + later, new Set())).toBe('refused')
  })

  test.each([{ status: 500 }, { status: 401 }, { status: 302, headers: { location: 'http://127.0.0.1:9/' } }])(
    'an answer of $status is a failure, and a redirect is not followed',
    async (answer) => {
      const { url, received } = await receiver(() => ({ body: 'no', ...answer }))
      await expect(webhookNotifier(url, SECRET, () => NOW).send(message)).rejects.toThrow()
      expect(received).toHaveLength(1)
    },
  )
})

describe('Feishu custom bot', () => {
  const ok = () => ({ status: 200, body: '{"code":0,"msg":"success","data":{}}' })

  test('the signature is the HMAC of nothing under timestamp, line feed, secret', () => {
    const bySpec = createHmac('sha256', '1599360473\ndemo').update(Buffer.alloc(0)).digest('base64')
    expect(feishuSign('1599360473', 'demo')).toBe(bySpec)
  })

  test.each([
    { language: 'zh' as const, title: '告警触发' },
    { language: 'en' as const, title: 'Alert fires' },
  ])('a card in $language, signed in seconds', async ({ language, title }) => {
    const { url, received } = await receiver(ok)
    await feishuNotifier(url, 'demo', language, () => NOW).send(message)
    const sent = JSON.parse(received[0]!.body)
    expect(sent).toMatchObject({
      timestamp: '1800000000',
      sign: feishuSign('1800000000', 'demo'),
      msg_type: 'interactive',
    })
    expect(sent.card.header).toMatchObject({ template: 'red', title: { tag: 'plain_text' } })
    expect(sent.card.header.title.content).toContain(title)
    expect(received[0]!.body.length).toBeLessThan(20_000)
  })

  test('without a secret there is no signature', async () => {
    const { url, received } = await receiver(ok)
    await feishuNotifier(url, null, 'en', () => NOW).send(message)
    expect(JSON.parse(received[0]!.body)).not.toHaveProperty('sign')
  })

  test.each([
    { body: '{"code":19021,"msg":"sign match fail or timestamp is not within one hour from current time"}' },
    { body: '{"code":11232,"msg":"frequency limited"}' },
    { body: '<html>' },
    { body: '{}' },
  ])('200 with $body is a failure', async ({ body }) => {
    const { url } = await receiver(() => ({ status: 200, body }))
    await expect(feishuNotifier(url, 'demo', 'en', () => NOW).send(message)).rejects.toThrow(/Feishu/)
  })

  test('names from events stay plain text: they mention nobody', () => {
    const texts = JSON.stringify(cardOf(message, 'zh'))
    expect(texts).not.toContain('lark_md')
    expect(texts).toContain('导购')
  })

  test('a Chinese card says everything in Chinese: name, place, what was seen, what to do', () => {
    const texts = JSON.stringify(cardOf({ ...message, place: { assistant: 'a1', task: 'intent' } }, 'zh'))
    for (const said of [
      '出错率偏高（严重）',
      '助手：a1，任务：意图',
      '出错率为 35.1%',
      '处理建议：看看是否从某次发布开始',
    ])
      expect(texts).toContain(said)
    expect(texts).not.toMatch(/failure_rate|See whether/)
  })

  test('an own note and an own rule stay as they were written', () => {
    const own = { ...message, rule: 'handed_over', note: '请联系 anna' }
    expect(JSON.stringify(cardOf(own, 'zh'))).toContain('处理建议：请联系 anna')
    expect(JSON.stringify(cardOf({ ...message, note: 'call anna' }, 'zh'))).toContain('处理建议：call anna')
  })

  test('a message that an older salesloop left in the outbox is still told', () => {
    const { why_zh: _, note: __, ...old } = message
    const texts = JSON.stringify(cardOf(old as AlertMessage, 'zh'))
    expect(texts).toContain('failure_rate is 0.351')
    expect(texts).not.toContain('处理建议')
  })

  test.each(DEFAULT_RULES)('$rule has a Chinese name and Chinese advice, those of the console', ({ rule, note }) => {
    const parts = JSON.parse(readFileSync(resolve(import.meta.dirname, '../../../web/parts/zh.json'), 'utf8'))
    expect(parts.alerts.names[rule]).toBe(ruleInChinese(rule))
    expect(parts.alerts.advice[rule]).toBe(adviceInChinese(rule, note))
    expect(ruleInChinese(rule)).toMatch(/\p{sc=Han}/u)
    expect(adviceInChinese(rule, note)).not.toBe(note)
  })

  test('resolved is green', () =>
    expect(cardOf({ ...message, event: 'resolved' }, 'en')).toMatchObject({ header: { template: 'green' } }))
})
