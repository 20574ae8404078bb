import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { defaultCaps } from '../../src/training/caps.ts'
import { trainableTasks, trainingOrder } from '../../src/training/order.ts'
import { hashText, snapshotId, summarise, takeSnapshot } from '../../src/training/snapshot.ts'
import { candidate } from './labelled.ts'

const options = { caps: defaultCaps, replayLimit: 1000, parent: null }
const hashOf = (ref: { textId: string }) => (ref.textId === 'erased' ? null : hashText(`text of ${ref.textId}`))
const some = [
  candidate({ textId: 'u1', label: 'greet' }),
  candidate({ textId: 'u2', label: 'buy' }),
  candidate({ textId: 'u2', task: 'objection', label: 'none' }),
  candidate({ textId: 'x-1', source: 'example', label: 'buy', userId: null, conversationId: null }),
]

describe('takeSnapshot', () => {
  test('the same labels in any order make the same snapshot', () => {
    const { id } = takeSnapshot(some, hashOf, options)
    fc.assert(
      fc.property(fc.shuffledSubarray(some, { minLength: some.length }), (shuffled) => {
        expect(takeSnapshot(shuffled, hashOf, options).id).toBe(id)
      }),
    )
    expect(id).toMatch(/^s-[0-9a-f]{12}$/)
  })

  test.each([
    { name: 'another label', changed: [candidate({ textId: 'u1', label: 'buy' }), ...some.slice(1)] },
    { name: 'another answer behind it', changed: [candidate({ textId: 'u1', labelIds: ['l2'] }), ...some.slice(1)] },
    { name: 'one fewer', changed: some.slice(1) },
    { name: 'another conversation', changed: [candidate({ textId: 'u1', conversationId: 'c2' }), ...some.slice(1)] },
  ])('$name makes another id', ({ changed }) => {
    expect(takeSnapshot(changed, hashOf, options).id).not.toBe(takeSnapshot(some, hashOf, options).id)
  })

  test('it holds no text, and its id proves its content', () => {
    const snapshot = takeSnapshot(some, hashOf, options)
    expect(JSON.stringify(snapshot)).not.toContain('text of')
    const { id, ...content } = snapshot
    expect(snapshotId(content)).toBe(id)
    expect(snapshotId({ ...content, items: content.items.slice(1) })).not.toBe(id)
  })

  test('an erased text is left out', () => {
    const with_ = takeSnapshot([...some, candidate({ textId: 'erased' })], hashOf, options)
    expect(with_.items).toEqual(takeSnapshot(some, hashOf, options).items)
  })

  test('of two labels for one text the later counts', () => {
    const twice = [candidate({ label: 'greet', labelledAt: 1 }), candidate({ label: 'buy', labelledAt: 2 })]
    expect(takeSnapshot(twice, hashOf, options).items.map((item) => item.label)).toEqual(['buy'])
  })

  test('the summary shows the share of low-quality samples and the effective size', () => {
    const low = Array.from({ length: 60 }, (_, i) => candidate({ textId: `low-${i}`, quality: 'low', userId: `u${i}` }))
    const normal = Array.from({ length: 70 }, (_, i) => candidate({ textId: `normal-${i}`, label: i % 2 ? 'a' : 'b' }))
    const summary = summarise(takeSnapshot([...low, ...normal], hashOf, options)).intent!
    expect(summary).toMatchObject({ items: 130, labels: 3, lowQualityItems: 60 })
    expect(summary.lowQualityShare).toBeCloseTo(0.3, 5)
    expect(summary.effectiveSize).toBeLessThan(130)
  })
})

describe('trainingOrder', () => {
  const snapshot = takeSnapshot(some, hashOf, options)
  const texts = new Map([
    ['turn:u1', 'text of u1'],
    ['turn:u2', 'text of u2'],
    ['example:x-1', 'text of x-1'],
  ])

  test('fills in the texts and names its snapshot', () => {
    const order = trainingOrder(snapshot, 'intent', texts, 7)
    expect(order.examples).toContainEqual({ text: 'text of u1', label: 'greet', weight: 1, group: 'c1' })
    expect(order.examples).toContainEqual({ text: 'text of x-1', label: 'buy', weight: 1 }) // imported: of no conversation
    expect(order.examples).toHaveLength(3)
    expect(order.lineage).toEqual({ snapshot: snapshot.id, task: 'intent', seed: '7' })
  })

  test.each([
    { name: 'gone', text: undefined },
    { name: 'changed', text: 'another text' },
  ])('a text that has $name is refused', ({ text }) => {
    const now = new Map(texts)
    if (text === undefined) now.delete('turn:u1')
    else now.set('turn:u1', text)
    expect(() => trainingOrder(snapshot, 'intent', now, 1)).toThrow(/LOOP_SNAPSHOT_INCOMPLETE|erased or changed/)
  })

  test('a task with one label only keeps its model; none at all is refused', () => {
    expect(trainableTasks(snapshot, ['intent', 'objection'])).toEqual(['intent'])
    expect(() => trainableTasks(snapshot, ['objection'])).toThrow('1 examples of 1 labels for objection')
  })
})
