import { fc, test as property } from '@fast-check/vitest'
import { describe, expect, test } from 'vitest'
import { labelsOf, type Taxonomy, withLabels } from '../../src/labels/taxonomy.ts'
import { changedTaxonomy, type TaxonomyChange } from '../../src/labels/taxonomy-change.ts'
import { predictedToday, readUnder, translate, untranslatable } from '../../src/labels/taxonomy-translate.ts'

const named = (id: string) => ({ id, nameEn: null, nameZh: null })
const part = (id: string, pattern: string | null = null) => ({ ...named(id), pattern })
const some: Taxonomy = { version: 4, tasks: { intent: ['a', 'b', 'c'].map(named), objection: [named('none')] } }
const ids = (taxonomy: Taxonomy) => labelsOf(taxonomy, 'intent').map((label) => label.id)
const after = (...changes: TaxonomyChange[]) =>
  changes.reduce((taxonomy, change) => changedTaxonomy(taxonomy, 'intent', change), some)

const rename: TaxonomyChange = { kind: 'rename', from: 'a', label: named('a2') }
const merge: TaxonomyChange = { kind: 'merge', from: ['a', 'b'], label: named('ab') }
const split: TaxonomyChange = { kind: 'split', from: 'a', into: [part('a1'), part('a2')] }
const retire: TaxonomyChange = { kind: 'retire', from: 'c' }

describe('a change', () => {
  test.each([
    { name: 'add', change: { kind: 'add', label: named('d') }, list: ['a', 'b', 'c', 'd'], a: 'a' },
    {
      name: 'describe',
      change: { kind: 'describe', label: { ...named('a'), nameZh: '甲' } },
      list: ['a', 'b', 'c'],
      a: 'a',
    },
    { name: 'rename', change: rename, list: ['b', 'c', 'a2'], a: 'a2' },
    { name: 'merge into a new label', change: merge, list: ['c', 'ab'], a: 'ab' },
    {
      name: 'merge into one of them',
      change: { kind: 'merge', from: ['a', 'b'], label: named('b') },
      list: ['b', 'c'],
      a: 'b',
    },
    { name: 'split', change: split, list: ['b', 'c', 'a1', 'a2'], a: null },
    { name: 'retire', change: { kind: 'retire', from: 'a' }, list: ['b', 'c'], a: null },
  ] as { name: string; change: TaxonomyChange; list: string[]; a: string | null }[])(
    '$name: one version on, old labels read by it',
    ({ change, list, a }) => {
      const next = after(change)
      expect([next.version, ids(next)]).toEqual([5, list])
      expect(readUnder(next, [{ task: 'intent', label: 'a' }]).map((item) => item.label)).toEqual(a === null ? [] : [a])
    },
  )

  test('of names says nothing about the rest', () => {
    const { tasks } = after({ kind: 'describe', label: { ...named('a'), nameEn: 'A', definitionEn: 'any a' } })
    const again = changedTaxonomy({ ...some, tasks }, 'intent', {
      kind: 'describe',
      label: { ...named('a'), nameZh: '甲' },
    })
    expect(again.tasks.intent[0]).toEqual({ id: 'a', nameEn: 'A', nameZh: '甲', definitionEn: 'any a' })
  })

  test.each([
    { name: 'of an unknown label', change: { kind: 'retire', from: 'x' }, says: /'x' is no intent/ },
    { name: 'that adds what is there', change: { kind: 'add', label: named('a') }, says: /Send describe/ },
    { name: 'that renames to itself', change: { kind: 'rename', from: 'a', label: named('a') }, says: /Send describe/ },
    { name: 'that renames to another', change: { kind: 'rename', from: 'a', label: named('b') }, says: /Send merge/ },
    { name: 'that merges one', change: { kind: 'merge', from: ['a'], label: named('a') }, says: /two labels or more/ },
    {
      name: 'that splits into one',
      change: { kind: 'split', from: 'a', into: [part('z')] },
      says: /two labels or more/,
    },
    {
      name: 'that splits into itself',
      change: { kind: 'split', from: 'a', into: [part('a'), part('z')] },
      says: /an id of its own/,
    },
  ] as { name: string; change: TaxonomyChange; says: RegExp }[])('$name is refused', ({ change, says }) => {
    expect(() => after(change)).toThrow(says)
  })

  test('an id that was given up never comes back', () => {
    expect(() => after(retire, { kind: 'add', label: named('c') })).toThrow(/was retired in version 5/)
    expect(() => after(rename, { kind: 'add', label: named('a') })).toThrow(/became 'a2'/)
    const grown = withLabels(after(rename), { intent: ['a', 'new'], objection: [] })
    expect(ids(grown)).toEqual(['b', 'c', 'a2', 'new'])
  })
})

describe('reading old labels', () => {
  test('goes through every later change', () => {
    const taxonomy = after(rename, { kind: 'merge', from: ['a2', 'b'], label: named('ab') })
    expect(translate(taxonomy, 'intent', 'a')).toEqual({ kind: 'label', id: 'ab' })
    expect(translate(taxonomy, 'intent', 'unheard of')).toEqual({ kind: 'label', id: 'unheard of' })
    expect(predictedToday(taxonomy, 'intent', 'a')).toBe('ab')
    expect(translate(taxonomy, 'intent', 'constructor')).toEqual({ kind: 'label', id: 'constructor' })
  })

  test('a split offers what may be chosen today', () => {
    const taxonomy = after(split, { kind: 'rename', from: 'a1', label: named('a3') }, { kind: 'retire', from: 'a2' })
    expect(translate(taxonomy, 'intent', 'a')).toEqual({ kind: 'ambiguous', among: ['a3'] })
    expect(predictedToday(taxonomy, 'intent', 'a')).toBe('a')
    expect(untranslatable(taxonomy, 'intent', ['a', 'b', 'a1']).map((each) => each.label)).toEqual(['a'])
  })

  property.prop([fc.array(fc.tuple(fc.nat(3), fc.nat(9), fc.nat(9)), { maxLength: 12 })])(
    'after any changes, every old label is a choice of today, ambiguous among such, or retired',
    (steps) => {
      let taxonomy = some
      const seen = new Set(ids(some))
      steps.forEach(([what, first, second], i) => {
        const list = ids(taxonomy)
        if (list.length < 2) return
        const [one, two] = [list[first % list.length]!, list[second % list.length]!]
        const fresh = named(`n${i}`)
        const change = [
          { kind: 'rename', from: one, label: fresh },
          { kind: 'merge', from: [one], label: one === two ? fresh : named(two) },
          { kind: 'split', from: one, into: [part(`n${i}x`), part(`n${i}y`)] },
          { kind: 'retire', from: one },
        ][what] as TaxonomyChange
        taxonomy = changedTaxonomy(taxonomy, 'intent', change)
        for (const id of ids(taxonomy)) seen.add(id)
      })
      for (const id of seen) {
        const meaning = translate(taxonomy, 'intent', id)
        if (meaning.kind === 'label') expect(ids(taxonomy)).toContain(meaning.id)
        if (meaning.kind === 'ambiguous') for (const each of meaning.among) expect(ids(taxonomy)).toContain(each)
      }
    },
  )
})
