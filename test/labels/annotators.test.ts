import { describe, expect, test } from 'vitest'
import { annotatorQuality, LEAST_FOR_RANK } from '../../src/labels/annotators.ts'
import { given, sample, turn } from './reviewed-samples.ts'

const fault = { atFault: true, part: 'intent' as const }
const of = (quality: ReturnType<typeof annotatorQuality>, name: string) =>
  quality.find((one) => one.annotator === name)!

describe('quality of annotators', () => {
  test('counts by purpose, the median time, and who agrees with whom', () => {
    const quality = annotatorQuality(
      [
        sample('s1', given('ann', { ...fault, seconds: 10 }), given('bob', { ...fault, seconds: 5 })),
        sample('s2', given('ann', { ...fault, seconds: 30 }), given('bob'), given('cy', { purpose: 'adjudication' })),
        sample('s3', given('ann', { seconds: 20 })),
      ],
      [],
    )
    expect(quality.map((one) => [one.annotator, one.answers, one.adjudications, one.secondsPerItem])).toEqual([
      ['ann', 3, 0, 20],
      ['bob', 2, 0, 5],
      ['cy', 0, 1, null],
    ])
    // at_fault and part of s1 agree, both of s2 differ; two conversations stand behind it.
    expect(of(quality, 'ann').agreement).toMatchObject({ rate: 0.5, units: 4 })
    expect(of(quality, 'cy').agreement).toMatchObject({ rate: Number.NaN, units: 0, low: 0, high: 1 })
  })

  test('gold accuracy counts what the adjudicator decided, and nothing else', () => {
    const word = given('cy', {
      purpose: 'adjudication',
      ...fault,
      turns: [turn('t1', { intent: 'price' })],
    })
    const check = given('ann', {
      purpose: 'gold',
      ...fault,
      turns: [turn('t1', { intent: 'stock', objection: 'trust' }), turn('t2', { intent: 'price' })],
    })
    const quality = annotatorQuality([sample('s1', given('dan'), word, check)], [])
    expect(of(quality, 'ann')).toMatchObject({
      answers: 0,
      goldAnswers: 1,
      gold: { units: 3 },
      agreement: { units: 0 },
    })
    expect(of(quality, 'ann').gold.rate).toBeCloseTo(2 / 3, 12)
    expect(of(quality, 'dan').gold.units).toBe(0)
  })

  /** `checks` gold samples of two choices each, of which so many samples are right. */
  const checked = (annotator: string, checks: number, right: number) =>
    Array.from({ length: checks }, (_, i) =>
      sample(
        `${annotator}${i}`,
        given('cy', { purpose: 'adjudication', ...fault }),
        given(annotator, { purpose: 'gold', ...(i < right ? fault : {}) }),
      ),
    )

  test('nobody is ranked on little, and who cannot be told apart shares a rank', () => {
    const enough = LEAST_FOR_RANK / 2
    const few = annotatorQuality([...checked('ann', enough, enough), ...checked('bob', enough - 1, 0)], [])
    expect(few.map((one) => one.rank)).toEqual([null, null, null])
    const many = annotatorQuality(
      [...checked('ann', 60, 58), ...checked('bob', 60, 57), ...checked('dan', 60, 20), ...checked('eve', 3, 3)],
      [],
    )
    expect(many.map((one) => [one.annotator, one.rank])).toEqual([
      ['ann', 1],
      ['bob', 1],
      ['cy', null],
      ['dan', 3],
      ['eve', null],
    ])
  })

  test('only answers of the time asked for are counted', () => {
    const [early, late] = [given('ann', { recordedAt: 10 }), given('bob', { recordedAt: 20 })]
    const quality = annotatorQuality([sample('s1', early, late)], [], { from: 15, until: 25 })
    expect(quality.map((one) => one.annotator)).toEqual(['bob'])
  })
})
