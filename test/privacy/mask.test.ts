import { expect, test } from 'vitest'
import { maskEvent as maskEventBy, maskText as maskTextBy } from '../../src/privacy/mask.ts'
import { MASK_SETS, RECOGNISERS, recognisersOf } from '../../src/privacy/recognisers.ts'

const basic = recognisersOf(MASK_SETS.basic)
const maskText = (text: string) => maskTextBy(text, basic)
const maskEvent = (wire: Record<string, unknown>) => maskEventBy(wire, basic)
const maskAll = (text: string) => maskTextBy(text, RECOGNISERS)

test.each([
  // shaped like the real thing, made up; the check digits are right
  ['我的电话是13812345678，晚上打', '我的电话是[PHONE]，晚上打'],
  ['138 1234 5678 or 138-1234-5678', '[PHONE] or [PHONE]'],
  ['电话...13812345678 or no.13812345678', '电话...[PHONE] or no.[PHONE]'],
  ['+86 13812345678 / 008613812345678', '[PHONE] / [PHONE]'],
  ['身份证11010519491231002X谢谢', '身份证[ID]谢谢'],
  ['id 110105194912310021', 'id 110105194912310021'], // wrong check character
  ['card 4111 1111 1111 1111', 'card [CARD]'],
  ['6222-0212-3456-7890-129', '6222-0212-3456-7890-129'], // fails Luhn
  ['银联6212345678900000003好', '银联[CARD]好'],
  ['电话１３８１２３４５６７８，谢谢', '电话[PHONE]，谢谢'],
  ['座机010-62345678 或 (0755) 8234 5678', '座机[PHONE] 或 [PHONE]'],
  ['打02162345678找我', '打[PHONE]找我'],
  ['+44 20 7946 0958, +1 (415) 555-2671, 0049 30 901820', '[PHONE], [PHONE], [PHONE]'],
  ['415-555-2671 or (415) 555-2671 or 1-415-555-2671', '[PHONE] or [PHONE] or [PHONE]'],
  ['write to Li.Wei+shop@mail.example.com.', 'write to [EMAIL].'],
  ['邮箱a@b.cn', '邮箱[EMAIL]'],
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
  expect(maskEvent(event)).toEqual({ ...event, response: '打[PHONE]', scores: { note: ['[EMAIL]', 7, null] } })
})

test.each([
  [{ phone: 13812345678 }, { phone: '[PHONE]' }],
  [{ contact: { user_id: '13812345678', id: 'a@b.cn' } }, { contact: { user_id: '[PHONE]', id: '[EMAIL]' } }],
  [{ national_id: '11010519491231002X' }, { national_id: '[ID]' }],
  [{ card: 4111111111111111 }, { card: '[CARD]' }],
  [{ id_card: 2 ** 60 }, { id_card: '[NUMBER]' }],
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
  '路1号'.repeat(60_000),
  '中山市'.repeat(60_000),
  '我叫王'.repeat(60_000),
  'my name is '.repeat(20_000),
  '12 Main '.repeat(25_000),
  'No. 1, Room 2, '.repeat(15_000),
  'wx微信'.repeat(40_000),
  '一三八'.repeat(60_000),
  '1 3'.repeat(60_000),
  '车牌京A'.repeat(40_000),
  '县乡村'.repeat(60_000),
])('no text makes it slow: a quadratic pattern would outlast the test', (text) => {
  expect(maskAll(text).length).toBeGreaterThan(0)
})

test.each([
  // written by hand, apart from the generator of bench/masking
  ['号码是一三八 一二三四 五六七八', '号码是[PHONE]'],
  ['幺三八幺二三四五六七八晚上打', '[PHONE]晚上打'],
  ['138１２３４五六七八', '[PHONE]'],
  ['1 3 8 1 2 3 4 5 6 7 8', '[PHONE]'],
  ['13812345678一直打不通', '[PHONE]一直打不通'],
  ['两部手机：13812345678、13912345679', '两部手机：[PHONE]、[PHONE]'],
  ['固话0571-88886666转8012', '固话[PHONE]'],
  ['身份证 110105 19491231 002x', '身份证 [ID]'],
  ['身份证１１０１０５１９４９１２３１００２Ｘ', '身份证[ID]'],
  ['zhang.wei（at）163.com 或 zhangwei＠qq．com', '[EMAIL] 或 [EMAIL]'],
  ['加个微信呗：lucky_0818', '加个微信呗：[WECHAT]'],
  ['v信lucky0818', 'v信[WECHAT]'],
  ['微信就是手机号13812345678', '微信就是手机号[PHONE]'],
  ['qq 5 1 3 9 2 1 8 6 9', 'qq [QQ]'],
  ['车牌粤B·12345和沪AD12345', '车牌[PLATE]和[PLATE]'],
  ['京A8888警', '[PLATE]'],
  ['寄到北京市海淀区中关村大街27号院3号楼1201，谢谢', '寄到[ADDRESS]，谢谢'],
  ['我家在上海市静安区，愚园路1396弄9号', '我家在[ADDRESS]'],
  ['收货地址：南山区科技园南路16栋B座1802', '收货地址：[ADDRESS]'],
  ['送到阳光花园12-3-402', '送到[ADDRESS]'],
  ['河南省周口市太康县王集乡李楼村三组', '[ADDRESS]'],
  ['ship to 221B Baker Street, London NW1 6XE please', 'ship to [ADDRESS] please'],
  ['leave it at 742 evergreen terrace', 'leave it at [ADDRESS]'],
  ['我叫欧阳娜娜，想问下', '我叫[NAME]，想问下'],
  ['联系人：王先生', '联系人：[NAME]先生'],
  ['收货人李雷 电话13812345678', '收货人[NAME] 电话[PHONE]'],
  ["my name is Conan O'Brien and I need help", 'my name is [NAME] and I need help'],
  ['my name is anna garcia', 'my name is [NAME]'],
])('in full: %s', (text, masked) => {
  expect(maskAll(text)).toBe(masked)
  expect(maskAll(masked)).toBe(masked)
})

test.each([
  'iPhone 15 Pro Max 256GB 9999元',
  'RTX 4090 24G',
  '订单号13812345678到哪了',
  'SKU: 13812345678',
  '订单6222021234567890128',
  '微信支付失败',
  '微信小程序打不开',
  'QQ音乐',
  '新A12345款',
  '苏泊尔D5F12电饭煲',
  '发北京多久能到',
  '深圳市南山区当天达吗',
  '12月12号发货',
  '地铁2号线',
  '我到现在才知道24号停机',
  '我叫你们客服',
  '我叫了外卖',
  '联系人电话填错了',
  'my name is not on the list',
  'the brand name is Sony',
  '2 TB Solid State Drive',
  '10 days on the road',
  '一三五七九',
  '2026年11月24日 10:30',
  '10 x 20 x 30 cm, 3 pcs',
])('in full, stays: %s', (text) => {
  expect(maskAll(text)).toBe(text)
})
