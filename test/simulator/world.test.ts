import { describe, expect, test } from 'vitest'
import { defaultWorld, parseWorld } from '../../src/simulator/world.ts'

describe('a world', () => {
  test('nothing given is the default world', () => {
    expect(parseWorld({})).toEqual(defaultWorld)
  })

  test('a part given leaves the rest at its default', () => {
    const world = parseWorld({ traffic: { conversationsPerDay: 7 }, drift: { perWeek: 0 } })
    expect(world.traffic.conversationsPerDay).toBe(7)
    expect(world.traffic.hours).toEqual(defaultWorld.traffic.hours)
    expect(world.drift).toEqual({ ...defaultWorld.drift, perWeek: 0 })
  })

  test.each([
    { given: null, place: 'the world is null' },
    { given: [], place: 'the world is []' },
    { given: { wrong: 1 }, place: 'wrong' },
    { given: { traffic: { conversationsPerDay: -1 } }, place: 'traffic.conversationsPerDay is -1' },
    { given: { traffic: { hours: [1, 2] } }, place: 'traffic.hours is [1,2]' },
    { given: { traffic: { hours: Array(24).fill(0) } }, place: 'at least one hour above 0' },
    { given: { traffic: { chineseShare: 1.1 } }, place: 'traffic.chineseShare is 1.1' },
    { given: { customers: { goals: { buy: 0, browse: 0, service: 0 } } }, place: 'at least one goal above 0' },
    { given: { customers: { extremes: { angry: 0.9, neverClicks: 0.2 } } }, place: 'must not add up to more than 1' },
    { given: { annotators: { errorRate: 'often' } }, place: 'annotators.errorRate is "often"' },
    { given: { weeks: [] }, place: 'weeks is []' },
    { given: { weeks: ['holiday'] }, place: 'weeks.0 is "holiday"' },
    { given: { startAt: 1.5 }, place: 'startAt is 1.5' },
    { given: { initialModel: { examplesPerLabel: 0 } }, place: 'initialModel.examplesPerLabel is 0' },
  ])('$place is refused', ({ given, place }) => {
    expect(() => parseWorld(given)).toThrow(
      expect.objectContaining({ code: 'LOOP_BAD_WORLD', message: expect.stringContaining(place) }),
    )
  })
})
