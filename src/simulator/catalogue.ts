import type { Language } from '../assistant/taxonomy.ts'
import type { Era } from './phrases/slots.ts'

/** Something the shop sells. Names are what customers call it. */
export interface Product {
  readonly id: string
  readonly zh: string
  readonly en: string
  /** Whole yuan. */
  readonly priceCny: number
  /** Whole US dollars. */
  readonly priceUsd: number
}

type Row = readonly [id: string, zh: string, en: string, priceCny: number, priceUsd: number]

/** Prices of training weeks end in 9, of test weeks in 8, so that no quoted price stands in both. */
const ROWS: Readonly<Record<Era, readonly Row[]>> = {
  training: [
    ['p-headset', '无线耳机', 'wireless headset', 199, 39],
    ['p-fryer', '空气炸锅', 'air fryer', 299, 69],
    ['p-brush', '电动牙刷', 'electric toothbrush', 159, 29],
    ['p-cup', '保温杯', 'thermos', 89, 19],
    ['p-keyboard', '机械键盘', 'mechanical keyboard', 259, 59],
    ['p-jacket', '羽绒服', 'down jacket', 469, 99],
    ['p-fan', '电风扇', 'table fan', 349, 79],
    ['p-bag', '双肩包', 'backpack', 189, 49],
    ['p-lamp', '台灯', 'desk lamp', 129, 29],
    ['p-robot', '扫地机器人', 'robot vacuum', 1699, 259],
  ],
  test: [
    ['p-band', '智能手环', 'fitness tracker', 238, 48],
    ['p-blender', '破壁机', 'blender', 368, 78],
    ['p-dryer', '吹风机', 'hair dryer', 148, 28],
    ['p-suitcase', '行李箱', 'suitcase', 328, 68],
    ['p-monitor', '显示器', 'monitor', 898, 158],
    ['p-shell', '冲锋衣', 'rain jacket', 398, 88],
    ['p-mat', '瑜伽垫', 'yoga mat', 98, 18],
    ['p-coffee', '咖啡机', 'coffee maker', 588, 118],
    ['p-humid', '加湿器', 'humidifier', 168, 38],
    ['p-beamer', '投影仪', 'projector', 1998, 298],
  ],
}

const products = (era: Era): Product[] =>
  ROWS[era].map(([id, zh, en, priceCny, priceUsd]) => ({ id, zh, en, priceCny, priceUsd }))

/** What customers ask about in each era: the season's range changes with the weeks. */
export const CATALOGUE: Readonly<Record<Era, readonly Product[]>> = {
  training: products('training'),
  test: products('test'),
}

/** What the same thing is called in another make, as customers compare them. */
export const VARIANTS: Readonly<Record<Language, Readonly<Record<Era, readonly string[]>>>> = {
  zh: { training: ['pro', '升级款', '大容量款'], test: ['旗舰版', '青春版', 'max'] },
  en: { training: [' pro', ' 2', ' premium'], test: [' plus', ' lite', ' max'] },
}

export const priceOf = (product: Product, language: Language): number =>
  language === 'zh' ? product.priceCny : product.priceUsd
