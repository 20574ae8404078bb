import type { Language } from '../../assistant/taxonomy.ts'
import type { Era } from './slots.ts'

/** Messages that mean something only to who sees the whole conversation, or to nobody but the customer. */
export const VAGUE: Readonly<Record<Language, Readonly<Record<Era, readonly string[]>>>> = {
  zh: {
    training: [
      '这个呢',
      '那{p}呢',
      '怎么弄',
      '(然后呢|所以呢)',
      '？',
      '看图',
      '就这个{p}',
      '(行不行|可以不)',
      '{p}',
      '啥意思',
    ],
    test: [
      '这样呢',
      '{p}的话呢',
      '咋搞',
      '(接着呢|后来呢)',
      '啊？',
      '[图片]',
      '上面那个',
      '(成吗|行么)',
      '{p}咋说',
      '没看懂',
    ],
  },
  en: {
    training: [
      'and this one?',
      'what about the {p}?',
      'how?',
      'so?',
      '{p}',
      'the {color} one',
      'see picture',
      'is that ok?',
    ],
    test: [
      'and that?',
      'regarding the {p}...',
      'how so?',
      'well?',
      'this {p}',
      '{color}?',
      '[image]',
      'would that work?',
    ],
  },
}
