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
    const order = trainingOrder(snapshot, 'intent', texts, { seed: 7, classWeights: 'none', base: null })
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
    expect(() => trainingOrder(snapshot, 'intent', now, { seed: 1, classWeights: 'none', base: null })).toThrow(
      /LOOP_SNAPSHOT_INCOMPLETE|erased or changed/,
    )
  })

  test('a task with one label only keeps its model; none at all is refused', () => {
    expect(trainableTasks(snapshot, ['intent', 'objection'])).toEqual(['intent'])
    expect(() => trainableTasks(snapshot, ['objection'])).toThrow('1 examples of 1 labels for objection')
  })
})

describe('a snapshot of an update', () => {
  const base = { intent: { id: 'm-1', sha256: 'f00' } }
  const taught = { intent: new Map(Array.from({ length: 100 }, (_, i) => [`intent:turn:u${i}`, 'greet'])) }
  const update = { base, taught, replayShare: 0.1, replayPick: 'balanced' } as const
  const past = Array.from({ length: 100 }, (_, i) => candidate({ textId: `u${i}` }))
  const fresh = [candidate({ textId: 'n1', label: 'refund' }), candidate({ textId: 'n2' })]
  const taken = (some = [...past, ...fresh]) => takeSnapshot(some, () => 'hash', { ...options, update })
  const inRole = (role: string) => taken().items.filter((item) => item.role === role)

  test('holds all that is new, and a share of the past that stands for it', () => {
    expect(inRole('new').map((item) => item.textId)).toEqual(['n1', 'n2'])
    expect(inRole('replay')).toHaveLength(10)
    expect(inRole('replay').reduce((sum, item) => sum + item.weight, 0)).toBeCloseTo(100, 3)
    expect(summarise(taken()).intent).toMatchObject({ items: 12, replayedItems: 10 })
    expect(taken().base).toEqual(base)
  })

  test('a text that is called something else by now is new', () => {
    const again = [...past.slice(1), candidate({ textId: 'u0', label: 'buy' })]
    expect(taken(again).items.filter((item) => item.role === 'new')).toMatchObject([{ textId: 'u0', label: 'buy' }])
  })

  test('the id depends on the base and on the roles', () => {
    const other = takeSnapshot([...past, ...fresh], () => 'hash', { ...options, update: { ...update, base: {} } })
    expect(other.id).not.toBe(taken().id)
    expect(snapshotId(taken())).toBe(taken().id)
    expect(snapshotId({ ...taken(), items: taken().items.map((item) => ({ ...item, role: null })) })).not.toBe(
      taken().id,
    )
  })

  test('its order hands over the base, the new and the replayed apart', () => {
    const texts = new Map([...past, ...fresh].map((each) => [`turn:${each.textId}`, 'same text']))
    const snapshot = takeSnapshot([...past, ...fresh], () => hashText('same text'), { ...options, update })
    const files = new Map([['manifest.json', new Uint8Array()]])
    const order = trainingOrder(snapshot, 'intent', texts, { seed: 1, classWeights: 'balanced', base: files })
    expect(order.examples).toHaveLength(2)
    expect(order.update?.replayed).toHaveLength(10)
    expect(order.update?.base).toBe(files)
    expect(order.lineage).toEqual({
      snapshot: snapshot.id,
      task: 'intent',
      seed: '1',
      base: 'm-1',
      classWeights: 'balanced',
    })
    expect(order.classWeights!.refund! / order.classWeights!.greet!).toBeCloseTo(101, 2)
  })

  test('teaches only what has something new, and refuses nothing', () => {
    expect(trainableTasks(taken(), ['intent'])).toEqual(['intent'])
    expect(trainableTasks(taken(past), ['intent'])).toEqual([])
  })
})
