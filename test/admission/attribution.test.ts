import { describe, expect, test } from 'vitest'
import { attributeAll, attributionReasons, fitAttribution } from '../../src/admission/attribution.ts'
import { attributionOf, decodeAttribution, encodeAttribution } from '../../src/admission/attribution-codec.ts'
import { FAULT_PARTS, likeliest } from '../../src/admission/fault-part.ts'
import { hidden, plantedTurns } from './attribution-examples.ts'

const train = plantedTurns(400, 'train').map(({ example }) => example)
const test_ = plantedTurns(300, 'test')
const model = fitAttribution(train, { seed: 's', resamples: 50 })

const accuracy = (of: typeof model) =>
  attributeAll(
    of,
    test_.map(({ example }) => example.inputs),
  ).filter((parts, i) => likeliest(parts) === test_[i]!.fault).length / test_.length

describe('fault attribution', () => {
  test('finds planted faults that it has not seen', () => {
    expect(accuracy(model)).toBeGreaterThan(0.9)
    expect(model.quality.model.estimate).toBeGreaterThan(0.9)
    expect(model.quality.model.estimate).toBeGreaterThan(model.quality.table.estimate)
  })

  test('learns from a third of the verdicts, the rest open', () => {
    const some = plantedTurns(600, 'some').map(({ example }, i) => hidden(example, i))
    expect(accuracy(fitAttribution(some, { seed: 's', resamples: 0 }))).toBeGreaterThan(0.8)
  })

  test('probabilities sum to 1 and are about as frequent as the faults', () => {
    const all = attributeAll(
      model,
      test_.map(({ example }) => example.inputs),
    )
    for (const parts of all) expect(FAULT_PARTS.reduce((sum, part) => sum + parts[part], 0)).toBeCloseTo(1, 9)
    const said = all.reduce((sum, parts) => sum + 1 - parts.none, 0) / all.length
    const was = test_.filter(({ fault }) => fault !== 'none').length / all.length
    expect(Math.abs(said - was)).toBeLessThan(0.06)
  })

  test('the same examples give the same bytes, and these the same model', () => {
    const bytes = encodeAttribution(model)
    expect(encodeAttribution(fitAttribution(train, { seed: 's', resamples: 50 }))).toEqual(bytes)
    const again = decodeAttribution(bytes)
    const some = test_.slice(0, 20).map(({ example }) => example.inputs)
    expect(attributeAll(again, some)).toEqual(attributeAll(model, some))
    expect(again.quality).toEqual(model.quality)
    expect(attributionOf({ turns: bytes })).toBe(attributionOf({ turns: bytes }))
  })

  test('a damaged byte is refused', () => {
    const bytes = encodeAttribution(model)
    bytes[bytes.length - 7]! ^= 1
    expect(() => decodeAttribution(bytes)).toThrow(expect.objectContaining({ code: 'LOOP_MODEL_DAMAGED' }))
  })

  test('says what speaks for a fault, without any word of a text', () => {
    const { example } = test_.find(({ fault }) => fault === 'wording')!
    const reasons = attributionReasons(model, example.inputs, 'wording', 5)
    expect(reasons[0]!.push).toBeGreaterThan(0)
    expect(reasons.map(({ input }) => input)).toContain('response_like_wording_fault')
  })

  test('below 150 verdicts the table speaks, with the weights that they give it', () => {
    const few = fitAttribution(train.slice(0, 120), { seed: 's', resamples: 0 })
    expect(few.learned).toBeNull()
    const shown = test_.find(({ example }) => example.inputs.clues.low_intent_confidence !== undefined)!.example.inputs
    const row = few.table.find(({ clue }) => clue === 'low_intent_confidence')!
    expect(attributeAll(few, [shown])[0]!.intent).toBeCloseTo(row.weight, 9)
    expect(row.weight).toBeGreaterThan(row.prior)
    expect(decodeAttribution(encodeAttribution(few))).toEqual(few)
  })
})
