import { expect, test } from 'vitest'
import { maskEvent, maskText } from '../../src/privacy/mask.ts'

test.each([
  // shaped like the real thing, made up; the check digits are right
  ['我的电话是13812345678，晚上打', '我的电话是[phone]，晚上打'],
  ['138 1234 5678 or 138-1234-5678', '[phone] or [phone]'],
  ['电话...13812345678 or no.13812345678', '电话...[phone] or no.[phone]'],
  ['+86 13812345678 / 008613812345678', '[phone] / [phone]'],
  ['身份证11010519491231002X谢谢', '身份证[id]谢谢'],
  ['id 110105194912310021', 'id 110105194912310021'], // wrong check character
  ['card 4111 1111 1111 1111', 'card [card]'],
  ['6222-0212-3456-7890-129', '6222-0212-3456-7890-129'], // fails Luhn
  ['银联6212345678900000003好', '银联[card]好'],
  ['电话１３８１２３４５６７８，谢谢', '电话[phone]，谢谢'],
  ['座机010-62345678 或 (0755) 8234 5678', '座机[phone] 或 [phone]'],
  ['打02162345678找我', '打[phone]找我'],
  ['+44 20 7946 0958, +1 (415) 555-2671, 0049 30 901820', '[phone], [phone], [phone]'],
  ['415-555-2671 or (415) 555-2671 or 1-415-555-2671', '[phone] or [phone] or [phone]'],
  ['write to Li.Wei+shop@mail.example.com.', 'write to [email].'],
  ['邮箱a@b.cn', '邮箱[email]'],
])('%s', (text, masked) => {
  expect(maskText(text)).toBe(masked)
})

test.each([
  'iPhone 14 Pro Max 256GB 5999元',
  '¥12,345.00 off',
  '2026-01-01 12:30:00',
  '20260101123000',
  '1767225600000', // a time
  '订单号202601011234567890123', // longer than any of them
  '6901234567892', // a bar code
  'MODEL13812345678X',
  '3.14159265358979',
  '0.13812345678',
  '12345678901', // no mobile starts so
  'price@shop',
  '+100 points, +12345678',
  '4155552671', // ten digits in a row
  '192.168.100.100',
  '全角ＡＢＣ１２３',
  '0571-1234567', // no local number starts so
  '',
])('stays: %s', (text) => {
  expect(maskText(text)).toBe(text)
})

test('an event: texts at every depth, but not what names something', () => {
  const event = {
    event_id: '13812345678',
    type: 'assistant_message',
    user_id: 'a@b.cn',
    order_id: '4111111111111111',
    response: '打13812345678',
    scores: { note: ['a@b.cn', 7, null] },
    product_ids: ['4111111111111111'],
  }
  expect(maskEvent(event)).toEqual({ ...event, response: '打[phone]', scores: { note: ['[email]', 7, null] } })
})

test.each([
  [{ phone: 13812345678 }, { phone: '[phone]' }],
  [{ contact: { user_id: '13812345678', id: 'a@b.cn' } }, { contact: { user_id: '[phone]', id: '[email]' } }],
  [{ national_id: '11010519491231002X' }, { national_id: '[id]' }],
  [{ card: 4111111111111111 }, { card: '[card]' }],
  [{ id_card: 2 ** 60 }, { id_card: '[number]' }],
])('%j', (fields, masked) => {
  const event = { event_id: 'a', type: 'user_message', occurred_at: 1767225600000 }
  expect(maskEvent({ ...event, ...fields })).toEqual({ ...event, ...masked })
})

test('numbers that are nobody’s stay', () => {
  const event = {
    type: 'order_event',
    amount: 13812345678,
    seen_at: 1767225600000,
    price: 5999,
    ratio: 0.13812345678,
    big: 1e300,
  }
  expect(maskEvent(event)).toBe(event)
})

test('an event without anything personal is the same object', () => {
  const event = { event_id: 'a', type: 'user_message', text: '多少钱', x: [{ y: 'z' }] }
  expect(maskEvent(event)).toBe(event)
})

test.each([
  '1'.repeat(200_000),
  'a.'.repeat(100_000),
  '4 '.repeat(100_000),
  `${'a@'.repeat(100_000)}b`,
  '+1'.repeat(100_000),
  '+1 234 '.repeat(30_000),
  '(010) 6'.repeat(30_000),
])('no text makes it slow: a quadratic pattern would outlast the test', (text) => {
  expect(maskText(text).length).toBeGreaterThan(0)
})
