import { describe, expect, test } from 'vitest'
import { type ArmCount, checkCanary, type Margin } from '../../src/releases/canary.ts'

const arm = (users: number, rate: number, size = 1, immature = 0): ArmCount => ({
  users: Array.from({ length: users }, (_, i) => ({ successes: i < users * rate ? size : 0, size })),
  immature,
})
const clicks: Margin = { figure: 'click_through', worse: 'lower', margin: 0.05, minUnits: 100, unit: 'conversations' }
const errors: Margin = { figure: 'errors', worse: 'higher', margin: 0.01, minUnits: 100, unit: 'users' }
const nothing = { live: arm(0, 0), canary: arm(0, 0) }
const check = (live: ArmCount, canary: ArmCount, margin = clicks) =>
  checkCanary({ click_through: nothing, errors: nothing, [margin.figure]: { live, canary } }, [margin])

describe('checkCanary', () => {
  test.each([
    { name: 'equal, many users', live: arm(4000, 0.3), canary: arm(2000, 0.3), verdict: 'advance' },
    { name: 'equal, few users', live: arm(200, 0.3), canary: arm(150, 0.3), verdict: 'inconclusive' },
    { name: 'better, few users', live: arm(200, 0.3), canary: arm(150, 0.5), verdict: 'advance' },
    { name: 'much worse', live: arm(1000, 0.4), canary: arm(1000, 0.2), verdict: 'stop' },
    { name: 'a little worse than the margin', live: arm(1000, 0.4), canary: arm(1000, 0.34), verdict: 'inconclusive' },
    { name: 'one unit too few', live: arm(4000, 0.3), canary: arm(99, 0.9), verdict: 'inconclusive' },
    { name: 'nobody clicked at all', live: arm(4000, 0), canary: arm(2000, 0), verdict: 'advance' },
  ])('click-through: $name -> $verdict', ({ live, canary, verdict }) => {
    expect(check(live, canary).verdict).toBe(verdict)
  })

  test.each([
    { name: 'no errors in either', live: arm(1000, 0), canary: arm(1000, 0), verdict: 'advance' },
    { name: 'every second answer fails', live: arm(1000, 0), canary: arm(1000, 0.5), verdict: 'stop' },
    {
      name: 'none in either, too few to exclude the margin',
      live: arm(379, 0),
      canary: arm(379, 0),
      verdict: 'inconclusive',
    },
    { name: 'none in either, just enough users', live: arm(381, 0), canary: arm(381, 0), verdict: 'advance' },
    {
      name: 'none in many answers to few users',
      live: arm(99, 0, 50),
      canary: arm(99, 0, 50),
      verdict: 'inconclusive',
    },
    { name: 'fewer than before', live: arm(1000, 0.5), canary: arm(1000, 0.1), verdict: 'advance' },
  ])('errors: $name -> $verdict', ({ live, canary, verdict }) => {
    expect(check(live, canary, errors).verdict).toBe(verdict)
  })

  test('conversations of one user are not independent: ten of each are less than ten times as many users', () => {
    expect(check(arm(4000, 0.3), arm(2000, 0.3)).verdict).toBe('advance')
    expect(check(arm(400, 0.3, 10), arm(200, 0.3, 10)).verdict).toBe('inconclusive')
  })

  test('advances only when every figure does, stops when one does', () => {
    const good = { live: arm(4000, 0.3), canary: arm(2000, 0.3) }
    const bad = { live: arm(4000, 0), canary: arm(2000, 0.3) }
    expect(checkCanary({ click_through: good, errors: nothing }).verdict).toBe('inconclusive')
    expect(checkCanary({ click_through: good, errors: bad }).verdict).toBe('stop')
    expect(checkCanary({ click_through: good, errors: { live: arm(4000, 0), canary: arm(2000, 0) } }).verdict).toBe(
      'advance',
    )
  })

  test('says what it saw, immature ones beside', () => {
    const { figures } = check(arm(4000, 0.3), arm(2000, 0.3, 1, 17))
    expect(figures[0]).toMatchObject({ canary: { units: 2000, rate: 0.3, immature: 17 }, margin: 0.05 })
    expect(figures[0]!.text).toContain('excludes a loss above 5.0 points')
  })
})
