import { describe, expect, test } from 'vitest'
import { defaultAdmissionConfig } from '../../src/admission/config.ts'
import { planWindow } from '../../src/admission/plan.ts'
import { defaultSamplingPolicy, type SamplingPolicy } from '../../src/admission/sampling-policy.ts'
import { readEvent } from '../../src/events/read.ts'
import {
  awaitsDraw,
  decideDraws,
  firstWindow,
  isOpen,
  newSample,
  queueKeyOf,
  revisedSample,
} from '../../src/pool/decide.ts'
import type { DueConversation } from '../../src/pool/pool-store.ts'
import { SAMPLE_STATES } from '../../src/pool/sample.ts'
import { chat, conversation, DAY, type Described, MONDAY } from './conversations.ts'

const due = (described: Described, drawn = false): DueConversation => ({
  ...conversation(described),
  drawn,
  sample: null,
})
const nothing = { byUser: new Map(), byReason: new Map() }
const planOf = (policy: Partial<SamplingPolicy> = {}) =>
  planWindow({ cells: [], windows: 0 }, { ...defaultSamplingPolicy, ...policy }, MONDAY)

test.each([
  { flagged: true, eligible: true, drawn: false, expected: true },
  { flagged: false, eligible: true, drawn: false, expected: true },
  { flagged: true, eligible: true, drawn: true, expected: false },
  { flagged: null, eligible: true, drawn: false, expected: false },
  { flagged: true, eligible: null, drawn: false, expected: false },
  { flagged: true, eligible: false, drawn: false, expected: false },
])('a draw is due: flagged $flagged, eligible $eligible, drawn $drawn', ({ flagged, eligible, drawn, expected }) => {
  expect(awaitsDraw(due({ id: 'c', flagged, eligible }, drawn))).toBe(expected)
})

test('a batch ends with the window of its first conversation', () => {
  const days = [0, 0, 1, 1].map((day, i) => due({ id: `c${i}`, flagged: true, at: MONDAY + day * DAY }))
  expect(firstWindow(days, defaultSamplingPolicy).map((one) => one.conversationId)).toEqual(['c0', 'c1'])
  expect(firstWindow(days.slice(2), defaultSamplingPolicy)).toHaveLength(2)
  expect(firstWindow([], defaultSamplingPolicy)).toEqual([])
})

describe('draws', () => {
  test('what one conversation takes, the next one of its user no longer finds', () => {
    const same = ['a', 'b', 'c'].map((id) => due({ id, flagged: true, user: 'one' }))
    const drawn = decideDraws(same, planOf({ userCap: 1 }), nothing)
    expect(drawn.map((made) => made.probability)).toEqual([1, 1, 1 / 4])
  })

  test('what earlier batches took counts too', () => {
    const spent = { byUser: new Map([['one', 6]]), byReason: new Map() }
    const [made] = decideDraws([due({ id: 'a', flagged: true, user: 'one' })], planOf(), spent)
    expect(made).toMatchObject({ probability: 0.25, userId: 'one', reason: 'low_confidence', decidedAt: MONDAY })
  })

  test('the heaviest of several reasons stands for the conversation; of equal ones the first', () => {
    const reasons = ['no_click_no_order', 'negative_feedback'] as const
    const one = [due({ id: 'a', flagged: true, reasons })]
    const weights = { ...defaultSamplingPolicy.reasonWeights, negative_feedback: 3 }
    expect(decideDraws(one, planOf(), nothing)[0]?.reason).toBe('no_click_no_order')
    expect(decideDraws(one, planOf({ reasonWeights: weights }), nothing)[0]?.reason).toBe('negative_feedback')
    expect(decideDraws([due({ id: 'b', flagged: false })], planOf(), nothing)[0]?.reason).toBeNull()
  })
})

describe('samples', () => {
  const events = chat('c').map((wire) => {
    const read = readEvent(wire)
    if (read.kind === 'rejected') throw new Error(read.message)
    return read.value
  })
  const flagged = due({ id: 'c', flagged: true })
  const calm = due({ id: 'c', flagged: false, at: MONDAY + 5 })
  const fresh = (one: DueConversation) => {
    const [made] = decideDraws([one], planOf(), nothing)
    return newSample(one, made!, events, defaultSamplingPolicy, defaultAdmissionConfig)
  }
  const revise = (sample: ReturnType<typeof fresh>, one: DueConversation) =>
    revisedSample(sample, one, events, defaultSamplingPolicy, defaultAdmissionConfig)

  test('a flagged one that turns out unflagged is withdrawn, and comes back', () => {
    const withdrawn = revise(fresh(flagged), calm)
    expect(withdrawn).toMatchObject({
      state: 'withdrawn',
      why: 'no longer flagged',
      reasons: [],
      suspect: null,
      changedAt: MONDAY + 5,
    })
    expect(revise(withdrawn, flagged)).toMatchObject({ state: 'waiting', why: null, reasons: ['low_confidence'] })
  })

  test('not yet known again is no reason to withdraw', () => {
    expect(revise(fresh(flagged), due({ id: 'c', flagged: null })).state).toBe('waiting')
  })

  test('a control sample stays, whatever its conversation turns out to be', () => {
    const control = fresh(calm)
    expect(control).toMatchObject({ stratum: 'control', inclusionProbability: 0.02 })
    expect(revise(control, flagged)).toMatchObject({
      state: 'waiting',
      stratum: 'control',
      reasons: ['low_confidence'],
    })
    expect(revise(revise(control, flagged), calm).state).toBe('waiting')
  })

  test('probability, plan and stratum are those of the draw, after any correction', () => {
    const before = fresh(flagged)
    const { inclusionProbability, planId, stratum, createdAt, randomTurn } = revise(before, calm)
    expect({ inclusionProbability, planId, stratum, createdAt, randomTurn }).toEqual({
      inclusionProbability: before.inclusionProbability,
      planId: before.planId,
      stratum: 'flagged',
      createdAt: MONDAY,
      randomTurn: before.randomTurn,
    })
  })

  test('only what nobody answered is open to change', () => {
    const open = SAMPLE_STATES.filter((state) => isOpen({ ...fresh(flagged), state }))
    expect(open).toEqual(['waiting', 'leased', 'withdrawn'])
  })

  test('places in the queue do not follow the order of making', () => {
    const keys = Array.from({ length: 200 }, (_, i) => queueKeyOf({ ...fresh(flagged), conversationId: `c${i}` }))
    const rises = keys.slice(1).filter((key, i) => key > keys[i]!).length
    expect(Math.abs(rises - 99.5)).toBeLessThan(5 * Math.sqrt(200 / 12))
  })
})
