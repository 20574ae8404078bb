/** Words and labels by which the suspect table reads a conversation; each team has its own. */
export interface AdmissionConfig {
  /** Intents that say: this customer wants to order. */
  readonly orderIntents: readonly string[]
  /** Objection labels that mean that there is none. */
  readonly noObjection: readonly string[]
  /** Found anywhere in a text. */
  readonly priceWordsZh: readonly string[]
  /** Found as whole words. */
  readonly priceWordsEn: readonly string[]
  /** From here on, a prediction counts as sure of itself. */
  readonly highConfidence: number
  /** What a reply to an order intent may take to be clicked on. */
  readonly clickWindowMs: number
}

const words = (text: string): readonly string[] => text.split(' ')

export const defaultAdmissionConfig: AdmissionConfig = {
  orderIntents: words('order place_order order_intent purchase buy checkout 下单 购买 订购'),
  noObjection: words('none no_objection no 无 无异议 没有异议'),
  priceWordsZh: words('价格 价钱 多少钱 几钱 什么价 贵 便宜 优惠 折扣 打折 降价 报价 预算 划算 券 少点'),
  priceWordsEn: words(
    'price prices priced pricey pricing cost costs expensive cheap cheaper discount discounts coupon afford budget deal deals dollars',
  ),
  highConfidence: 0.8,
  clickWindowMs: 30 * 60 * 1000,
}
