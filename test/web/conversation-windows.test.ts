import { describe, expect, test } from 'vitest'
import { viewOf, windowsToLoad } from '../../web/pages/conversations/windows.ts'

describe('windows of a long list', () => {
  test.each([
    { name: 'going down', seen: [1210, 1245], way: 'down', inView: [12], around: [13, 14, 15, 11] },
    { name: 'going up', seen: [1210, 1245], way: 'up', inView: [12], around: [11, 10, 9, 13] },
    { name: 'over the edge of two', seen: [1290, 1310], way: 'down', inView: [12, 13], around: [14, 15, 16, 12 - 1] },
    { name: 'at the end', seen: [9980, 9999], way: 'down', inView: [99], around: [98] },
    { name: 'at the beginning, whose window is there', seen: [0, 20], way: 'down', inView: [], around: [1, 2, 3] },
  ] as const)('$name: in view first, then what comes next', ({ seen, way, inView, around }) => {
    expect(windowsToLoad(viewOf(seen, way), 10_000)).toEqual({ inView, around })
  })

  test('nothing is known yet: nothing is asked for', () =>
    expect(windowsToLoad(viewOf([500, 540]), 0)).toEqual({ inView: [], around: [] }))
})
