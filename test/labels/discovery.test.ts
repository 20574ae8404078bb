import { describe, expect, test } from 'vitest'
import { findClusters, type UnsureText } from '../../src/labels/discovery.ts'

const COLOURS = ['red', 'blue', 'green', 'black', 'white', 'grey', 'pink', 'brown', 'gold', 'silver']
const known = [
  ...COLOURS.map((colour) => ({ text: `how much is the ${colour} one`, label: 'price' })),
  ...COLOURS.map((colour) => ({ text: `when will my ${colour} parcel arrive`, label: 'delivery' })),
]
const said = (texts: readonly string[], user = (i: number) => `u${i}`): UnsureText[] =>
  texts.map((text, i) => ({
    textId: `${text}#${i}`,
    text,
    userId: user(i),
    predicted: i % 3 === 0 ? 'price' : 'delivery',
  }))
const gifts = COLOURS.map((colour) => `can you gift wrap the ${colour} box please`)
const chinese = COLOURS.map((_, i) => `可以开发票吗第${i}个`)
const stray = ['lorem ipsum', 'what a day', 'ok', '谢谢', 'never mind', 'xyz']

describe('clusters of unsure messages', () => {
  test('of each language are found, with what marks them and what the model said', () => {
    const [first, second, ...rest] = findClusters(said([...gifts, ...stray, ...chinese]), known)
    expect(rest).toEqual([])
    const both = [first!, second!]
    const english = both.find(({ members }) => members.some(({ text }) => text.includes('gift')))!
    expect(english.members.map(({ text }) => text).sort()).toEqual([...gifts].sort())
    expect(english.keywords.slice(0, 6)).toContain('gift')
    expect(english.stability).toBeGreaterThan(0.9)
    expect(english.predicted).toEqual({ delivery: 6, price: 4 })
    expect(both.find((each) => each !== english)!.keywords).toContain('发票')
  })

  test('of one user are none: he has asked ten times', () => {
    expect(
      findClusters(
        said(gifts, () => 'anna'),
        known,
      ),
    ).toEqual([])
  })

  test('too small are none', () => {
    expect(findClusters(said(gifts.slice(0, 7)), known)).toEqual([])
    expect(findClusters([], [])).toEqual([])
  })

  test('name no word that fewer than three users wrote', () => {
    const texts = said(gifts.map((text, i) => (i < 2 ? `${text} for 13800138000` : text)))
    expect(findClusters(texts, known)[0]!.keywords).not.toContain('13800138000')
  })

  test('are the same every time', () => {
    const texts = said([...gifts, ...stray, ...chinese])
    expect(findClusters(texts, known)).toEqual(findClusters(texts, known))
  })
})
