import type { LabellingRule } from '../src/labels/labelling-rule.ts'

const PATTERNS: readonly (readonly [label: string, pattern: string])[] = [
  ['price_question', '多少钱|报个?价|价格是|how much (is|are|does|for)|what.{0,12}(price|cost)'],
  ['delivery', '发货|快递|几天(能)?到|包邮|shipping|deliver|when will .{0,20}arrive'],
  ['payment', '分期|付款|支付宝|微信支付|花呗|instal?ments|pay (with|by|in)|credit card'],
  ['warranty', '保修|质保|warranty|guarantee'],
  ['returns', '退货|无理由|退换|return (it|policy|this)|send it back'],
  ['order_status', '我的订单|订单.{0,6}(到哪|状态|改地址)|my order|order status'],
  ['discount_request', '优惠|打折|便宜点|discount|coupon|promo'],
  ['product_comparison', '哪个好|有什么区别|better than|difference between'],
  ['recommendation_request', '推荐|适合.{1,8}用|recommend|which .{1,20} (suits|should)'],
  ['place_order', '下单|购买链接|我要买|place (an|the) order|i(.ll| will) take'],
  ['goodbye', '再见|拜拜|谢谢了|no more questions|goodbye|bye'],
  ['greeting', '^(您好|你好|在吗|hi|hello)'],
]

/** Rules that somebody writes in an afternoon for the simulated shop: plausible, in two languages, and by far not always right. */
export const SHOP_RULES: readonly LabellingRule[] = PATTERNS.map(([label, pattern]) => ({
  ruleId: label,
  version: 1,
  task: 'intent',
  label,
  all: [{ kind: 'pattern', pattern }],
  enabled: true,
  expectedPrecision: 0.8,
  note: null,
}))
