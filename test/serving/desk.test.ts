import { describe, expect, test } from 'vitest'
import type { Classifier } from '../../src/models/classifier.ts'
import type { ReleaseStates } from '../../src/releases/model-registry.ts'
import { defaultPolicy } from '../../src/releases/ramp-policy.ts'
import { NOTHING_RELEASED, type ReleaseState } from '../../src/releases/release-state.ts'
import type { LoadedBundle } from '../../src/serving/answer.ts'
import { Desk } from '../../src/serving/desk.ts'
import { route } from '../../src/serving/routing.ts'

/** A classifier that says which bundle it belongs to. */
const says = (label: string): Classifier =>
  ({
    labels: [label],
    parameters: null,
    predict: () => ({ label, confidence: 1, scores: { [label]: 1 } }),
  }) as unknown as Classifier
const bundle = (id: string): LoadedBundle => ({
  id,
  classifiers: { intent: says(`intent of ${id}`), objection: says(`objection of ${id}`) },
})
const state = (revision: number, live: string | null, canary: string | null = null, share = 0.5): ReleaseState => ({
  ...NOTHING_RELEASED,
  revision,
  live,
  canary:
    canary === null
      ? null
      : {
          bundle: canary,
          share,
          since: 0,
          experiment: `canary:${canary}:1`,
          ramp: defaultPolicy.ramp,
          paused: false,
          restarts: 0,
          startedAt: 0,
          startedBy: { who: 'mia', recordedBy: 'key' },
        },
})
const only = (byDefault: ReleaseState, ...own: ReleaseState[]): ReleaseStates => ({
  byDefault,
  own: new Map(own.map((each) => [each.assistant!, each])),
})
const loading = (broken: readonly string[] = []) => {
  const loads: string[] = []
  const desk = new Desk(async (id) => {
    loads.push(id)
    if (broken.includes(id)) throw new Error('one byte is wrong')
    return bundle(id)
  })
  return { desk, loads }
}
const users = Array.from({ length: 200 }, (_, i) => `user-${i}`)

describe('route', () => {
  test('nothing live, no route', () => expect(route(state(0, null), 'u')).toBeNull())
  test('without a canary everyone gets the live one, in no experiment', () => {
    expect(route(state(1, 'b-1'), 'u')).toEqual({ bundle: 'b-1', arm: 'live', experiment: null })
  })
  test('with a canary everyone is in the experiment, arm and bundle agree', () => {
    const arms = users.map((user) => route(state(1, 'b-1', 'b-2'), user))
    expect(new Set(arms.map((each) => each?.experiment))).toEqual(new Set(['canary:b-2:1']))
    for (const each of arms) expect(each?.bundle).toBe(each?.arm === 'canary' ? 'b-2' : 'b-1')
    expect(new Set(arms.map((each) => each?.arm)).size).toBe(2)
  })
})

describe('Desk', () => {
  test('answers nothing before anything is released', async () => {
    const { desk } = loading()
    await desk.follow(only(state(0, null)))
    expect(() => desk.answer('u', 'hi')).toThrow(expect.objectContaining({ code: 'LOOP_NO_MODEL_LIVE', status: 503 }))
  })

  test('every part of an answer is from the bundle it names', async () => {
    const { desk } = loading()
    await desk.follow(only(state(1, 'b-1', 'b-2')))
    for (const user of users) {
      const answer = desk.answer(user, 'hi')
      expect(answer.intent?.label).toBe(`intent of ${answer.bundle}`)
      expect(answer.objection?.label).toBe(`objection of ${answer.bundle}`)
    }
  })

  test('a release is taken up as a whole once it is loaded; an older state that comes late is passed over', async () => {
    const { desk } = loading()
    await desk.follow(only(state(1, 'b-1')))
    const switching = desk.follow(only(state(3, 'b-2')))
    expect(desk.answer('u', 'hi').bundle).toBe('b-1')
    await switching
    expect(desk.answer('u', 'hi').bundle).toBe('b-2')
    await desk.follow(only(state(2, 'b-1')))
    expect(desk.answer('u', 'hi').bundle).toBe('b-2')
  })

  test('going back needs no loading', async () => {
    const { desk, loads } = loading()
    await desk.follow(only(state(1, 'b-1')))
    await desk.follow(only(state(2, 'b-2')))
    await desk.follow(only(state(3, 'b-1')))
    expect(loads).toEqual(['b-1', 'b-2'])
    expect(desk.answer('u', 'hi').bundle).toBe('b-1')
  })

  test('a live bundle that cannot be loaded is refused and the old one serves on, saying so', async () => {
    const { desk } = loading(['b-2'])
    await desk.follow(only(state(1, 'b-1')))
    await desk.follow(only(state(2, 'b-2')))
    expect(desk.answer('u', 'hi')).toMatchObject({
      bundle: 'b-1',
      fallback: 'b-2: one byte is wrong',
      intent: { label: 'intent of b-1' },
    })
  })

  test('a canary that cannot be loaded is answered by the live one, for its users only', async () => {
    const { desk } = loading(['b-2'])
    await desk.follow(only(state(1, 'b-1', 'b-2')))
    for (const user of users) {
      const answer = desk.answer(user, 'hi')
      expect(answer.bundle).toBe('b-1')
      expect(answer.fallback === null).toBe(answer.arm === 'live')
    }
  })

  test('what could not be loaded is tried again', async () => {
    const broken = ['b-2']
    const { desk } = loading(broken)
    await desk.follow(only(state(1, 'b-1')))
    await desk.follow(only(state(2, 'b-2')))
    broken.pop()
    await desk.follow(only(state(2, 'b-2')))
    expect(desk.answer('u', 'hi')).toMatchObject({ bundle: 'b-2', fallback: null })
  })

  test('after a restart on a damaged live bundle the latest whole earlier one answers', async () => {
    const { desk, loads } = loading(['b-3', 'b-2'])
    await desk.follow(only({ ...state(3, 'b-3'), earlier: ['b-2', 'b-1', 'b-0'] }))
    expect(desk.answer('u', 'hi')).toMatchObject({ bundle: 'b-1', fallback: 'b-3: one byte is wrong' })
    expect(loads).toEqual(['b-3', 'b-2', 'b-1'])
  })

  test('memory stays bounded over many releases', async () => {
    const { desk } = loading()
    for (let i = 1; i <= 50; i++) await desk.follow(only(state(i, `b-${i}`)))
    expect(desk.served.loaded.size).toBeLessThanOrEqual(6)
    expect(desk.answer('u', 'hi').bundle).toBe('b-50')
  })

  describe('several assistants', () => {
    const own = (assistant: string, given: ReleaseState): ReleaseState => ({ ...given, assistant })

    test('each gets its own releases, the others the default', async () => {
      const { desk } = loading()
      await desk.follow(only(state(1, 'b-1'), own('shop', state(2, 'b-2')), own('bank', state(3, 'b-1', 'b-3'))))
      expect(desk.answer('u', 'hi', 'shop').bundle).toBe('b-2')
      expect(desk.answer('u', 'hi', 'unknown').bundle).toBe('b-1')
      expect(desk.answer('u', 'hi').bundle).toBe('b-1')
      const arms = users.map((user) => desk.answer(user, 'hi', 'bank'))
      expect(new Set(arms.map((each) => each.bundle))).toEqual(new Set(['b-1', 'b-3']))
      expect(desk.answer('u', 'hi', 'shop').experiment).toBeNull()
    })

    test('a broken bundle of one is answered by what that one had before, not by the others', async () => {
      const { desk } = loading(['b-9'])
      await desk.follow(only(state(1, 'b-1'), own('shop', state(2, 'b-2'))))
      await desk.follow(only(state(1, 'b-1'), own('shop', state(3, 'b-9'))))
      expect(desk.answer('u', 'hi', 'shop')).toMatchObject({ bundle: 'b-2', fallback: 'b-9: one byte is wrong' })
      expect(desk.answer('u', 'hi')).toMatchObject({ bundle: 'b-1', fallback: null })
    })
  })
})
