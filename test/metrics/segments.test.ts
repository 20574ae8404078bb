import { describe, expect, test } from 'vitest'
import { languageOf, paceOf, SEGMENTS, segmentTraits } from '../../src/metrics/segments.ts'
import { ends, offers, replies, says } from '../features/events.ts'

describe('language', () => {
  test.each([
    { texts: ['这款手机多少钱'], expected: 'zh' },
    { texts: ['iPhone 15 多少钱'], expected: 'zh' },
    { texts: ['how much is the 手机'], expected: 'en' },
    { texts: ['how much is it'], expected: 'en' },
    { texts: ['сколько стоит'], expected: 'other' },
    { texts: ['123 ?!', '👍'], expected: null },
    { texts: [], expected: null },
  ])('$texts: $expected', ({ texts, expected }) => expect(languageOf(texts)).toBe(expected))
})

describe('the gap before the decision', () => {
  const gap = (...events: Parameters<typeof segmentTraits>[0][number][]) => segmentTraits(events).gapMs
  test.each([
    { name: 'no reply', events: [says(0), says(10)], expected: null },
    { name: 'one gap', events: [says(0), replies(10), says(110)], expected: 100 },
    {
      name: 'from the last reply before the message',
      events: [says(0), replies(10), replies(60), says(110)],
      expected: 50,
    },
    { name: 'a double send is one answer', events: [replies(0), says(100), says(400)], expected: 100 },
    {
      name: 'the middle of three',
      events: [replies(0), says(10), replies(20), says(120), replies(130), says(180)],
      expected: 50,
    },
    { name: 'the mean of the two in the middle', events: [replies(0), says(10), replies(20), says(50)], expected: 20 },
    {
      name: 'nothing after the offer',
      events: [replies(0), says(10), offers(15), replies(20), says(9000), ends(9001)],
      expected: 10,
    },
  ])('$name: $expected', ({ events, expected }) => expect(gap(...events)).toBe(expected))

  test.each([
    { gapMs: 10, above: 10, expected: 'other' },
    { gapMs: 11, above: 10, expected: 'slow' },
    { gapMs: null, above: 10, expected: null },
    { gapMs: 10, above: null, expected: null },
  ])('$gapMs against $above is $expected', ({ gapMs, above, expected }) => expect(paceOf(gapMs, above)).toBe(expected))
})

test('every segment has a version and names its values', () => {
  for (const { version, values } of SEGMENTS) {
    expect(version).toBeGreaterThan(0)
    expect(values).toContain('unknown')
  }
})
