import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { bundleOf, candidateBundle, modelRef, withRulesOf } from '../../src/releases/bundle.ts'

const settings = { thresholds: { lowConfidence: 0.6 }, rules: 'rules-1' }
const [m1, m2] = [
  { id: 'm-1', sha256: 'aa' },
  { id: 'm-2', sha256: 'bb' },
]

test('the id is the hash of the content: order of keys does not matter, everything else does', () => {
  const bundle = bundleOf({ models: { intent: m1, objection: m2 }, calibration: {}, ...settings })
  expect(bundle.id).toMatch(/^b-[0-9a-f]{12}$/)
  expect(bundleOf({ ...settings, calibration: {}, models: { objection: m2, intent: m1 } }).id).toBe(bundle.id)
  for (const changed of [{ rules: 'rules-2' }, { models: { intent: m2 } }, { thresholds: { lowConfidence: 0.5 } }]) {
    expect(bundleOf({ ...bundle, ...changed }).id).not.toBe(bundle.id)
  }
})

test('a candidate keeps the live models of the tasks that were not trained', () => {
  const live = candidateBundle(null, { intent: m1 }, settings)
  expect(candidateBundle(live, { objection: m2 }, settings).models).toEqual({ intent: m1, objection: m2 })
  expect(candidateBundle(live, { intent: m2 }, settings).models).toEqual({ intent: m2 })
})

test('old models under newer rules are another bundle', () => {
  const old = candidateBundle(null, { intent: m1 }, settings)
  const newer = candidateBundle(null, { intent: m2 }, { ...settings, rules: 'rules-2' })
  expect(withRulesOf(old, newer)).toMatchObject({ models: { intent: m1 }, rules: 'rules-2' })
  expect(withRulesOf(old, old).id).toBe(old.id)
})

test('a model is named by its manifest', () => {
  const manifest = new TextEncoder().encode('{"kind":"test"}')
  const sha256 = createHash('sha256').update(manifest).digest('hex')
  expect(modelRef(manifest)).toEqual({ id: `m-${sha256.slice(0, 12)}`, sha256 })
})
