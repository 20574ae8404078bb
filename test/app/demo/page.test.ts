import { describe, expect, test } from 'vitest'
import { widthOf } from '../../../src/app/demo/columns.ts'
import { figuresOf } from '../../../src/app/demo/figures.ts'
import { page } from '../../../src/app/demo/page.ts'
import { fill, PAGE_WORDS } from '../../../src/app/demo/page-words.ts'
import { readings, telling } from './telling.ts'

const time = {
  steps: [
    { step: 'predict', seconds: 3 },
    { step: 'annotate', seconds: 6 },
  ],
  total: 125,
}
const figures = figuresOf(telling, readings, time)
const startAt = telling.world.startAt
const english = page(figures, startAt, { language: 'en', colour: false })

describe('the page', () => {
  test.each(['en', 'zh'] as const)('%s: no placeholder stays, no line breaks out', (language) => {
    const text = page(figures, startAt, { language, colour: false })
    expect(text).not.toMatch(/\{\w+\}|undefined|NaN|null/)
    expect(Math.max(...text.split('\n').map(widthOf))).toBeLessThanOrEqual(132)
  })

  test('says how models, rounds and flags came out', () => {
    expect(english).toContain('intent     40.0 % (16.8 to 68.7)')
    expect(english).toContain('+60.0 points')
    expect(english).toContain(
      'day 4: 12 samples reviewed, b-2 trained, gate: pass; canary at 30 % on day 4, live on day 6',
    )
    expect(english.replace(/\s+/g, ' ')).toContain(
      'exclude a loss above 12 points of click-through and 2 points of errors',
    )
    expect(english).toContain('33.3 % of the faulty conversations left no signal; 50.0 % of the flags have no fault.')
    expect(english).toContain('2 conversations are not decided yet')
    expect(english).toContain('100, 3 not known yet')
    expect(english).toContain('2 min 5 s')
  })

  test('says what each rule is worth, what is beside it, and what is proposed', () => {
    expect(english).toMatch(
      /low confidence +61\.0 % \(52\.0 to 70\.0\) +1\.5 \(1\.3 to 1\.7\) +33\.0 % \(25\.0 to 42\.0\)/,
    )
    expect(english).toMatch(/flagged by none +20\.0 % \(11\.0 to 33\.0\)/)
    expect(english).toContain('Over all conversations 40.0 % (35.0 to 45.0) are at fault.')
    expect(english.replace(/\s+/g, ' ')).toContain(
      'for a person to decide: retire “no click, no order”; call confidence low below 0.80.',
    )
    expect(page(figures, startAt, { language: 'zh', colour: false })).toContain('撤掉“未点击且未下单”')
  })

  test('says what the verdicts taught, at the same number of reviews, and when they taught nothing', () => {
    expect(english).toContain('a model of faults from 240 verdicts')
    expect(english).toMatch(/by the learned probability +75\.0 % \(71\.0 to 79\.0\) +44\.0 % \(40\.0 to 48\.0\)/)
    expect(english).toMatch(/difference +\+15\.0 points \(\+11\.0 to \+19\.0\)/)
    expect(english).toContain('mean F1 0.71 (0.64 to 0.77) learned')
    const none = { ...figures, evidence: { ...figures.evidence, learned: null } }
    expect(page(none, startAt, { language: 'en', colour: false })).toContain('Too few verdicts')
  })

  test('says so when the data are not enough, and when nothing was released', () => {
    const wide = { ...figures.models[0]!, difference: { estimate: 0.01, low: -0.02, high: 0.04 }, better: false }
    const poor = page({ ...figures, models: [wide], rounds: [{ ...figures.rounds[0]!, canary_at: null }] }, startAt, {
      language: 'en',
      colour: false,
    })
    expect(poor).toContain('+1.0 points (−2.0 to +4.0): not enough data yet to tell')
    expect(poor).toContain('not released')
  })

  test('does not compare a model with itself', () => {
    const same = page({ ...figures, last_bundle: 'b-1' }, startAt, { language: 'en', colour: false })
    expect(same).toContain('No candidate replaced the first model, b-1')
    expect(same).not.toContain('+60.0 points')
  })

  test('colours only where wanted', () => {
    expect(english).not.toContain('\u001b')
    expect(page(figures, startAt, { language: 'en', colour: true })).toContain('\u001b[1m')
  })

  test('both languages have the same sentences with the same placeholders', () => {
    const holes = (text: unknown) => [...JSON.stringify(text).matchAll(/\{\w+\}/g)].map(String).sort()
    for (const key of Object.keys(PAGE_WORDS.en) as (keyof typeof PAGE_WORDS.en)[]) {
      expect(holes(PAGE_WORDS.zh[key]), key).toEqual(holes(PAGE_WORDS.en[key]))
    }
    expect(fill('{a} of {b} {c}', { a: 1, b: 'x' })).toBe('1 of x {c}')
  })
})
