import { expect, test } from 'vitest'
import { languageOf, segmentsOf } from '../../src/evaluation/segments.ts'

test.each([
  { text: '这个多少钱', language: 'zh' },
  { text: '我想买 iPhone 15，请问现在下单的话什么时候能发货呢', language: 'zh' },
  { text: '退款 refund', language: 'mixed' },
  { text: 'how much is it', language: 'latin' },
  { text: 'does the 红 one come in a larger size as well', language: 'latin' },
  { text: 'combien ça coûte', language: 'latin' },
  { text: 'сколько это стоит', language: 'other' },
  { text: 'いくらですか', language: 'other' },
  { text: '13800138000', language: 'none' },
  { text: '', language: 'none' },
])('$text is $language', ({ text, language }) => {
  expect(languageOf(text)).toBe(language)
})

test.each([
  { text: 'x'.repeat(12), length: '1-12' },
  { text: 'x'.repeat(13), length: '13-60' },
  { text: '😀'.repeat(60), length: '13-60' },
  { text: 'x'.repeat(61), length: '61+' },
])('length counts code points: $length', ({ text, length }) => {
  expect(segmentsOf(text, { channel: null, assistantId: 'shop' })).toMatchObject({
    length,
    channel: 'unknown',
    assistant: 'shop',
  })
})
