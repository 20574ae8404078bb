import type { TextView } from './view.ts'

/** Kinds of personal data, as they stand in capitals in place of what was masked. */
export const KINDS = ['id', 'card', 'phone', 'email', 'wechat', 'qq', 'plate', 'address', 'name'] as const
export type Kind = (typeof KINDS)[number]

/** A place in a text: code units `from` (inclusive) to `to` (exclusive). */
export interface Span {
  readonly from: number
  readonly to: number
}

export interface FoundSpan extends Span {
  readonly kind: Kind
  /** Name of the recogniser. */
  readonly by: string
}

/**
 * Finds one form of personal data. In time that grows no faster than the text: every repetition in a pattern is bounded,
 * or cannot be entered in two ways.
 */
export interface Recogniser {
  /** Its own name; several recognisers may find one kind. */
  readonly name: string
  readonly kind: Kind
  find(view: TextView): Iterable<Span>
}

/** A letter or digit before or after would make it a part of something else. */
export const EDGE_BEFORE = '(?<![0-9A-Za-z])'
export const EDGE_AFTER = '(?![0-9A-Za-z])'
/** For numbers: a point before goes only with another number, as in 0.13812345678; …13812345678 is a phone. */
export const NUMBER_BEFORE = '(?<![0-9A-Za-z]|[0-9]\\.)'

const CUE_LENGTH = 16
const ORDER_CUE =
  /(?:单号|运单|订单|编号|流水号|货号|型号|条码|条形码|序列号|批次号?|商品id|款号|(?:order|tracking|invoice|ticket|case|sku|serial|item|model|batch|part|ref(?:erence)?)(?: ?(?:no|number|num|id|code))?\.?|s\/n|(?:^|[^a-z])p?id)[ :#是为号(]*$/i

/** Does the text before say that the number is an order's, a product's or the like? Then it is nobody's. */
export const namesAThing = (text: string, from: number): boolean =>
  ORDER_CUE.test(text.slice(Math.max(0, from - CUE_LENGTH), from))

export const digitsOf = (text: string): string => text.replace(/\D/g, '')

/** All matches of a pattern that holds; its group `v` is the place, where there is one (behind a cue word, for instance). */
export function* matches(
  text: string,
  pattern: RegExp,
  holds: (found: string, from: number) => boolean = () => true,
): Generator<Span> {
  for (const match of text.matchAll(pattern)) {
    const value = match.groups?.v
    const found = value ?? match[0]
    const from = value === undefined ? match.index : match.index + match[0].lastIndexOf(value)
    if (holds(found, from)) yield { from, to: from + found.length }
  }
}
