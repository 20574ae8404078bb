import type { Language } from '../../assistant/taxonomy.ts'

/** Weeks whose labels train models, and weeks that only test them. */
export type Era = 'training' | 'test'

export interface SlotValues {
  readonly color: readonly string[]
  readonly size: readonly string[]
  readonly city: readonly string[]
  readonly day: readonly string[]
  readonly who: readonly string[]
  readonly cut: readonly string[]
  readonly n: readonly string[]
  readonly bigsmall: readonly string[]
}

/** What fills a phrase beside products, prices and order numbers. No value stands in both eras. */
export const SLOT_VALUES: Readonly<Record<Language, Readonly<Record<Era, SlotValues>>>> = {
  zh: {
    training: {
      color: ['黑色', '白色', '灰色', '红色'],
      size: ['大号', '中号', '标准款', '加厚款'],
      city: ['杭州', '成都', '武汉', '西安', '北京', '南京'],
      day: ['昨天', '前天', '周一', '周三', '上周'],
      who: ['女朋友', '妈妈', '爸爸', '孩子', '同事'],
      cut: ['10', '20', '50'],
      n: ['3', '6', '12'],
      bigsmall: ['大', '小'],
    },
    test: {
      color: ['蓝色', '粉色', '墨绿', '米白'],
      size: ['小号', '特大号', '迷你款', '轻薄款'],
      city: ['昆明', '长春', '厦门', '兰州', '深圳', '哈尔滨'],
      day: ['礼拜二', '大前天', '周末', '月初', '四号'],
      who: ['男票', '婆婆', '老爷子', '侄女', '闺蜜'],
      cut: ['15', '30', '80'],
      n: ['4', '9', '24'],
      bigsmall: ['紧', '松'],
    },
  },
  en: {
    training: {
      color: ['black', 'white', 'grey', 'red'],
      size: ['large', 'medium', 'standard'],
      city: ['london', 'boston', 'berlin', 'toronto', 'chicago'],
      day: ['monday', 'friday', 'tuesday'],
      who: ['my wife', 'my mom', 'my dad', 'a friend', 'my kids'],
      cut: ['$5', '$10', '20%'],
      n: ['3', '6', '12'],
      bigsmall: ['wide', 'narrow'],
    },
    test: {
      color: ['navy', 'pink', 'olive', 'cream'],
      size: ['small', 'xl', 'mini'],
      city: ['denver', 'dublin', 'seattle', 'sydney', 'austin'],
      day: ['saturday', 'wednesday', 'the 14th'],
      who: ['my husband', 'my boss', 'grandma', 'my niece', 'my roommate'],
      cut: ['$15', '$25', '15%'],
      n: ['4', '9', '24'],
      bigsmall: ['tight', 'loose'],
    },
  },
}
