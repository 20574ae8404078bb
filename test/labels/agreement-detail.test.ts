import { describe, expect, test } from 'vitest'
import { againstConsensus, agreementOverTime, labelAgreement } from '../../src/labels/agreement-detail.ts'
import { ratingsOf } from '../../src/labels/ratings.ts'
import { krippendorffAlpha } from '../../src/stats/krippendorff-alpha.ts'
import { given, sample, turn } from './reviewed-samples.ts'

const says = (annotator: string, intent: string, turnId: string) =>
  given(annotator, { turns: [turn(turnId, { intent })] })
const pair = (id: string, first: string, second: string) => sample(id, says('ann', first, id), says('bo', second, id))
const intents = (samples: ReturnType<typeof sample>[]) =>
  samples.flatMap((each) => ratingsOf(each)).filter(({ task }) => task === 'intent')

describe('agreement of a label', () => {
  const said = [
    ['a', 'a'],
    ['a', 'b'],
    ['b', 'b'],
    ['c', 'c'],
    ['a', 'a'],
  ] as const
  const found = labelAgreement(intents(said.map(([one, other], i) => pair(`s${i}`, one, other))))

  test('is that of the label against all others', () => {
    expect(found.map(({ label }) => label)).toEqual(['a', 'b', 'c'])
    const binary = said.map((unit) => unit.map((choice) => (choice === 'b' ? 'b' : 'not b')))
    expect(found[1]!.alpha).toBeCloseTo(krippendorffAlpha(binary, { resamples: 0 }).alpha, 12)
    expect(found[2]).toMatchObject({ alpha: 1, disagreement: 0 })
  })

  test('leaves out what only one person judged', () => {
    expect(labelAgreement(intents([sample('s', says('ann', 'z', 's'))]))).toEqual([])
  })
})

describe('an annotator beside the consensus', () => {
  const intent = (samples: ReturnType<typeof sample>[], who: string) =>
    againstConsensus(samples).find(({ task, annotator }) => task === 'intent' && annotator === who)

  test('own answer is left out: with one other, it is that other', () => {
    const samples = [pair('s0', 'a', 'a'), pair('s1', 'a', 'b'), pair('s2', 'b', 'b')]
    expect(intent(samples, 'ann')).toMatchObject({ units: 3, agreement: 2 / 3 })
  })

  test('where the others tie nothing is compared, unless somebody had the last word', () => {
    const three = sample('s', says('ann', 'a', 's'), says('bo', 'a', 's'), says('cy', 'b', 's'))
    expect(intent([three], 'ann')).toBeUndefined()
    expect(intent([three], 'cy')).toMatchObject({ units: 1, agreement: 0 })
    const settled = {
      ...three,
      labels: [...three.labels, { ...says('lead', 'b', 's'), purpose: 'adjudication' as const }],
    }
    expect(intent([settled], 'ann')).toMatchObject({ units: 1, agreement: 0 })
    expect(intent([settled], 'cy')).toMatchObject({ units: 1, agreement: 1 })
  })
})

test('over time: a sample counts in the period of its latest answer, and empty periods are left out', () => {
  const at = (id: string, first: number, second: number, other = 'a') =>
    sample(id, { ...says('ann', 'a', id), recordedAt: first }, { ...says('bo', other, id), recordedAt: second })
  const periods = agreementOverTime(
    [at('s0', 5, 12), at('s1', 11, 13, 'b'), at('s2', 1, 40), sample('s3', says('ann', 'a', 's3'))],
    10,
  )
  expect(periods.map(({ from, until }) => [from, until])).toEqual([
    [10, 20],
    [40, 50],
  ])
  expect(periods[0]!.tasks.find(({ task }) => task === 'intent')).toMatchObject({ units: 2, answers: 4 })
})
