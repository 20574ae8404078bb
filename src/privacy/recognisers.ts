import { KINDS, type Kind, type Recogniser } from './recogniser.ts'
import { card } from './recognisers/card.ts'
import { chineseAddress } from './recognisers/chinese-address.ts'
import { chineseName } from './recognisers/chinese-name.ts'
import { email } from './recognisers/email.ts'
import { englishAddress } from './recognisers/english-address.ts'
import { englishName } from './recognisers/english-name.ts'
import { foreignPhone } from './recognisers/foreign-phone.ts'
import { landline } from './recognisers/landline.ts'
import { mobile } from './recognisers/mobile.ts'
import { plate } from './recognisers/plate.ts'
import { qq } from './recognisers/qq.ts'
import { residentId } from './recognisers/resident-id.ts'
import { wechat } from './recognisers/wechat.ts'

/** In the order in which they count where two find the same: an identity number's digits could pass for a card's. */
export const RECOGNISERS: readonly Recogniser[] = [
  residentId,
  email,
  card,
  mobile,
  landline,
  foreignPhone,
  qq,
  wechat,
  plate,
  chineseAddress,
  englishAddress,
  chineseName,
  englishName,
]

/** What SALESLOOP_MASK switches on: `basic` is what form or check digit proves, `full` also what is guessed from words around it. */
export const MASK_SETS = {
  basic: ['id', 'card', 'phone', 'email'],
  full: KINDS,
} as const satisfies Record<string, readonly Kind[]>
export type MaskSet = keyof typeof MASK_SETS

export const recognisersOf = (kinds: readonly Kind[]): readonly Recogniser[] =>
  RECOGNISERS.filter((each) => kinds.includes(each.kind))
