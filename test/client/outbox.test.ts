import { fc, test as property } from '@fast-check/vitest'
import { expect, test } from 'vitest'
import { createOutbox, type Parcel } from '../../src/client/outbox.ts'

const parcel = (eventId: string, bytes = 10): Parcel => ({ eventId, json: '{}', bytes })

test('a full outbox refuses the newest and keeps the oldest', () => {
  const outbox = createOutbox({ maxEvents: 2, maxBytes: 1000 })
  expect([outbox.put(parcel('a')), outbox.put(parcel('b')), outbox.put(parcel('c'))]).toEqual([true, true, false])
  expect(outbox.peek(9, 9999).map((p) => p.eventId)).toEqual(['a', 'b'])
})

test('bytes bound it too, and settling makes room', () => {
  const outbox = createOutbox({ maxEvents: 99, maxBytes: 25 })
  expect([outbox.put(parcel('a')), outbox.put(parcel('b')), outbox.put(parcel('c'))]).toEqual([true, true, false])
  outbox.settle(1)
  expect(outbox.put(parcel('c'))).toBe(true)
  expect(outbox.bytes).toBe(20)
})

test('a batch holds at least one parcel, even one above the wanted bytes', () => {
  const outbox = createOutbox({ maxEvents: 99, maxBytes: 1000 })
  outbox.put(parcel('large', 500))
  outbox.put(parcel('small', 5))
  expect(outbox.peek(10, 100).map((p) => p.eventId)).toEqual(['large'])
})

property.prop([fc.array(fc.oneof(fc.constant('put' as const), fc.integer({ min: 0, max: 7 })), { maxLength: 4000 })])(
  'behaves as a plain bounded queue',
  (steps) => {
    const outbox = createOutbox({ maxEvents: 50, maxBytes: 1e9 })
    const model: string[] = []
    steps.forEach((step, index) => {
      if (step === 'put') {
        const fits = model.length < 50
        expect(outbox.put(parcel(`${index}`))).toBe(fits)
        if (fits) model.push(`${index}`)
      } else {
        outbox.settle(step)
        model.splice(0, step)
      }
      expect(outbox.size).toBe(model.length)
    })
    expect(outbox.peek(1000, 1e9).map((p) => p.eventId)).toEqual(model)
  },
)
