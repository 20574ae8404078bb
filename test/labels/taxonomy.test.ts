import { describe, expect, test } from 'vitest'
import {
  emptyTaxonomy,
  refuseUnknownLabel,
  replacedTaxonomy,
  type Taxonomy,
  withLabels,
  withObserved,
} from '../../src/labels/taxonomy.ts'
import { changedTaxonomy } from '../../src/labels/taxonomy-change.ts'

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

test('a list that people set is decided: models add nothing to it, people do; an empty one is open again', () => {
  const said = { intent: ['c'], objection: ['d'] }
  const set = replacedTaxonomy(some, { intent: [named('a')], objection: null })
  expect(set.decided).toEqual(['intent'])
  const ids = (taxonomy: Taxonomy) =>
    [taxonomy.tasks.intent, taxonomy.tasks.objection].map((l) => l.map(({ id }) => id))
  expect(ids(withObserved(set, said))).toEqual([['a'], [...some.tasks.objection.map(({ id }) => id), 'd']])
  expect(withObserved(set, { intent: ['c'], objection: [] })).toBe(set)
  expect(ids(withLabels(set, said))[0]).toEqual(['a', 'c'])
  const kept = replacedTaxonomy(set, { intent: null, objection: [named('d')] })
  expect(kept.decided).toEqual(['intent', 'objection'])
  const open = replacedTaxonomy(kept, { intent: [], objection: null })
  expect(open.decided).toEqual(['objection'])
  expect(ids(withObserved(open, said))).toEqual([['c'], ['d']])
  expect(changedTaxonomy(kept, 'intent', { kind: 'retire', from: 'a' }).decided).toEqual(kept.decided)
})

test('an unknown label is refused with what may be chosen', () => {
  expect(() => refuseUnknownLabel(some, 'intent', 'c')).toThrow(/'c' is no intent .*has a, b\./)
  expect(() => refuseUnknownLabel(emptyTaxonomy, 'intent', 'c')).toThrow(/none yet/)
  expect(() => refuseUnknownLabel(some, 'intent', null)).not.toThrow()
})
