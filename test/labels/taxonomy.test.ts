import { describe, expect, test } from 'vitest'
import {
  emptyTaxonomy,
  refuseUnknownLabel,
  replacedTaxonomy,
  type Taxonomy,
  withLabels,
} from '../../src/labels/taxonomy.ts'

const named = (id: string) => ({ id, nameEn: id.toUpperCase(), nameZh: null })
const some: Taxonomy = { version: 4, tasks: { intent: [named('a'), named('b')], objection: [named('none')] } }
const ids = (taxonomy: Taxonomy) => taxonomy.tasks.intent.map((label) => label.id)

describe('labels that models use', () => {
  test('are added once, one version on', () => {
    const grown = withLabels(some, { intent: ['c', 'a', 'c', ''], objection: ['none'] })
    expect([grown.version, ids(grown)]).toEqual([5, ['a', 'b', 'c']])
    expect(grown.tasks.intent[0]).toEqual(named('a'))
  })

  test('what nobody could choose is passed over', () => {
    const strange = ['', 'x'.repeat(513), 'a\u0000', '\ud800']
    expect(withLabels(some, { intent: strange, objection: strange })).toBe(some)
  })

  test('known ones change nothing', () => {
    expect(withLabels(some, { intent: ['a'], objection: [] })).toBe(some)
  })
})

test('a replaced list drops repeats; a list not given stays', () => {
  const next = replacedTaxonomy(some, { intent: [named('x'), named('x')], objection: null })
  expect([next.version, ids(next), next.tasks.objection]).toEqual([5, ['x'], some.tasks.objection])
  expect(replacedTaxonomy(some, { intent: null, objection: null })).toBe(some)
})

test('a replaced list keeps the definitions that it does not speak of, and refuses what was given up', () => {
  const told = { ...some, tasks: { ...some.tasks, intent: [{ ...named('a'), definitionZh: '甲' }] } }
  const given = { id: 'a', nameEn: 'New', nameZh: null }
  expect(replacedTaxonomy(told, { intent: [given], objection: null }).tasks.intent).toEqual([
    { ...given, definitionZh: '甲' },
  ])
  const moved: Taxonomy = { ...some, moved: { intent: { old: { kind: 'retired', version: 3 } } } }
  expect(() => replacedTaxonomy(moved, { intent: [named('old')], objection: null })).toThrow(/was retired in version 3/)
})

test('an unknown label is refused with what may be chosen', () => {
  expect(() => refuseUnknownLabel(some, 'intent', 'c')).toThrow(/'c' is no intent .*has a, b\./)
  expect(() => refuseUnknownLabel(emptyTaxonomy, 'intent', 'c')).toThrow(/none yet/)
  expect(() => refuseUnknownLabel(some, 'intent', null)).not.toThrow()
})
