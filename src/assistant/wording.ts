import type { Action } from './policy-table.ts'
import type { Language } from './taxonomy.ts'

/** Facts that a reply may name. */
export interface ReplyFacts {
  readonly product: string
  /** With its currency, as shown to the customer. */
  readonly price: string
}

type Wordings = Readonly<Record<Action, readonly string[]>>

const CHINESE: Wordings = {
  greet: [
    '您好，欢迎光临，请问想了解哪款商品呢？',
    '亲，在的，有什么可以帮您？',
    '您好，我是导购小助手，请问您想看点什么？',
  ],
  clarify: ['不好意思，您是想问价格、库存，还是售后呢？', '我没太明白，您能再说具体一点吗？'],
  give_price: ['{product}现在到手价{price}，需要的话我发您链接。', '您好，{product}活动价{price}，包邮哦。'],
  check_stock: ['{product}有现货，拍下48小时内发出。', '您好，{product}目前库存充足，各个颜色都有。'],
  compare: [
    '{product}升级款续航更长、做工更好，普通款性价比更高，看您更在意哪点。',
    '两款主要差在容量和材质，日常用{product}就够了。',
  ],
  recommend: ['推荐您看看{product}，好评率很高，现在{price}。', '按您的需求，{product}最合适，点下面看看。'],
  offer_coupon: ['给您申请了一张优惠券，点下面领取后{product}更划算。', '现在有满减活动，领券下单立减，别错过哦。'],
  explain_delivery: ['默认发顺丰或中通，一般2到3天送到，全国包邮。', '今天16点前下单当天发货，大部分城市后天就到。'],
  explain_payment: [
    '支持微信、支付宝、信用卡和花呗分期，下单页选择就可以。',
    '付款不成功可以换个支付方式再试，发票在订单页申请。',
  ],
  explain_warranty: ['{product}全国联保一年，非人为损坏免费维修。', '质保期一年，出问题联系我们，来回运费我们承担。'],
  explain_returns: ['支持七天无理由退换，在订单页点申请售后就行。', '可以退的，不影响二次销售就好，退款1到3天到账。'],
  track_order: ['我帮您查了，包裹正在运输途中，预计明天送达。', '已经帮您催了仓库，物流更新后会短信通知您。'],
  apologise: ['非常抱歉给您带来不好的体验，我马上为您登记处理。', '实在对不起，我们会尽快核实，给您满意的答复。'],
  check_out: ['好的，点下面链接直接下单，今天就能发货。', '给您准备好了，点下面选好规格付款就可以。'],
  justify_price: [
    '理解您的顾虑，{product}用料和质保都好，平均每天不到一块钱，再送您一张券。',
    '价格确实不是最低，不过包邮、联保一年，领券后更合适。',
  ],
  build_trust: ['我们是品牌授权店，支持专柜验货，假一赔三。', '{product}月销过万，有质检报告，坏了包换，您放心。'],
  give_time: ['不着急，您慢慢考虑，活动价给您保留三天。', '好的，您可以先收藏，活动这周都有效。'],
  beat_competitor: [
    '我们是官方正品，送全套配件，还多一年质保，您可以对比下详情。',
    '别家价格低的多半不含配件和联保，我们的{product}都包含。',
  ],
  show_use: [
    '很多客户一开始也这么觉得，用了之后都说{product}省心不少。',
    '没关系，不需要就不用买，以后有需要随时找我。',
  ],
  say_goodbye: ['感谢光临，祝您生活愉快！', '不客气，有问题随时找我，再见。'],
  hand_over: ['好的，正在为您转接人工客服，请稍等。', '我请人工同事来处理，马上就来。'],
}

const ENGLISH: Wordings = {
  greet: ['Hello and welcome! What are you looking for today?', 'Hi, how can I help you?'],
  clarify: [
    'Sorry, are you asking about price, stock or service?',
    'I did not quite get that. Could you say a little more?',
  ],
  give_price: [
    'The {product} is {price} right now. Shall I send you the link?',
    'It is {price} for the {product}, free shipping included.',
  ],
  check_stock: ['The {product} is in stock and ships within 48 hours.', 'Yes, we have the {product} in all colors.'],
  compare: [
    'The newer model lasts longer; the {product} is the better value. What matters most to you?',
    'They differ in size and material; for everyday use the {product} is enough.',
  ],
  recommend: [
    'I would go for the {product}: great reviews, now {price}.',
    'For what you describe the {product} fits best. Have a look below.',
  ],
  offer_coupon: [
    'Here is a coupon for you, tap below before you order the {product}.',
    'There is a deal this week: take the coupon below.',
  ],
  explain_delivery: ['Shipping is free and takes 2 to 3 days.', 'Order before 4 pm and it ships today.'],
  explain_payment: [
    'We take cards, PayPal and installments at checkout.',
    'If a payment fails, please try another method; invoices are on the order page.',
  ],
  explain_warranty: [
    'The {product} has a one year warranty, repairs are free.',
    'One year warranty, and we pay shipping both ways.',
  ],
  explain_returns: [
    'You can return it within 30 days from your order page.',
    'Returns are fine if it can be resold; refunds take 1 to 3 days.',
  ],
  track_order: [
    'I checked: your parcel is on its way and should arrive tomorrow.',
    'I asked the warehouse to hurry; you will get a tracking update.',
  ],
  apologise: [
    'I am very sorry about that. I am opening a case for you right now.',
    'My apologies, we will look into it and get back to you today.',
  ],
  check_out: ['Great! Tap below to order, it ships today.', 'All set: choose your options below and pay.'],
  justify_price: [
    'I understand. The {product} is built to last and includes a warranty; here is a coupon as well.',
    'It is not the cheapest, but shipping and warranty are included. A coupon is below.',
  ],
  build_trust: [
    'We are an authorized store with a money-back guarantee.',
    'Thousands of customers use the {product}; if it breaks we replace it.',
  ],
  give_time: ['Take your time. I will hold the price for you for three days.', 'No rush, the offer is valid all week.'],
  beat_competitor: [
    'Ours is the original with all accessories and an extra year of warranty.',
    'Cheaper offers often lack accessories; our {product} includes everything.',
  ],
  show_use: [
    'Many customers felt the same and now use the {product} every day.',
    'No problem, I am here whenever you need it.',
  ],
  say_goodbye: ['Thank you for stopping by, have a great day!', 'You are welcome, bye!'],
  hand_over: ['I am connecting you with a colleague, one moment.', 'A colleague will take over right away.'],
}

/** Replies that say nothing: what a rewriter gone wrong produces. */
const VAGUE: Readonly<Record<Language, readonly string[]>> = {
  zh: ['亲，具体请以页面为准哦。', '感谢您的咨询，我们会竭诚为您服务。', '这个要看具体情况的呢，亲亲。'],
  en: [
    'Please refer to the product page for details.',
    'Thank you for your inquiry, we value your business.',
    'That depends on various factors.',
  ],
}

const WORDINGS: Readonly<Record<Language, Wordings>> = { zh: CHINESE, en: ENGLISH }

/**
 * Words a reply.
 *
 * @param unit a number in [0, 1) that picks the variant
 */
export function wordReply(action: Action, language: Language, facts: ReplyFacts, unit: number): string {
  return filled(variant(WORDINGS[language][action], unit), facts)
}

/** A polite sentence that answers nothing. */
export const vagueReply = (language: Language, unit: number): string => variant(VAGUE[language], unit)

const variant = (variants: readonly string[], unit: number): string => variants[Math.floor(unit * variants.length)]!

const filled = (text: string, facts: ReplyFacts): string =>
  text.replaceAll('{product}', facts.product).replaceAll('{price}', facts.price)
