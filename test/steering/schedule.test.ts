import { describe, expect, test } from 'vitest'
import { checkCron, inWords, lastUpTo, nextAfter } from '../../src/steering/schedule.ts'

const at = (text: string) => Date.parse(text)
const monday = { cron: '0 2 * * 1', timeZone: 'Asia/Shanghai' }

describe('instants of a schedule', () => {
  test.each([
    { name: 'the next one', now: '2026-01-01T00:00:00Z', next: '2026-01-04T18:00:00Z', last: '2025-12-28T18:00:00Z' },
    {
      name: 'a moment before',
      now: '2026-01-04T17:59:59.999Z',
      next: '2026-01-04T18:00:00Z',
      last: '2025-12-28T18:00:00Z',
    },
    { name: 'exactly then', now: '2026-01-04T18:00:00Z', next: '2026-01-11T18:00:00Z', last: '2026-01-04T18:00:00Z' },
  ])('$name', ({ now, next, last }) => {
    expect(nextAfter(monday, at(now))).toBe(at(next))
    expect(lastUpTo(monday, at(now))).toBe(at(last))
  })

  test('an hour that daylight saving leaves out comes an hour later', () => {
    const night = { cron: '30 2 * * *', timeZone: 'Europe/Berlin' }
    expect(nextAfter(night, at('2026-03-29T00:00:00Z'))).toBe(at('2026-03-29T01:30:00Z')) // 03:30 there
    expect(nextAfter(night, at('2026-03-29T12:00:00Z'))).toBe(at('2026-03-30T00:30:00Z'))
  })

  test('in words, where people are', () => {
    expect(inWords(at('2026-01-04T18:00:00Z'), 'Asia/Shanghai')).toBe('Monday 2026-01-05 02:00 (Asia/Shanghai)')
    expect(inWords(at('2026-01-04T18:00:00Z'), 'UTC')).toBe('Sunday 2026-01-04 18:00 (UTC)')
  })

  test.each([
    { cron: '0 2 * *', timeZone: 'UTC', says: 'five fields' },
    { cron: '* * * * * *', timeZone: 'UTC', says: 'five fields' },
    { cron: '0 25 * * *', timeZone: 'UTC', says: '0 25 * * *' },
    { cron: '0 0 31 2 *', timeZone: 'UTC', says: '0 0 31 2 *' },
    { cron: '0 2 * * 1', timeZone: 'Mars/Base', says: 'IANA' },
    { cron: '', timeZone: 'UTC', says: 'five fields' },
  ])('"$cron" in $timeZone is refused', ({ says, ...schedule }) => {
    expect(() => checkCron(schedule)).toThrow(says)
    expect(() => checkCron(schedule)).toThrow(expect.objectContaining({ code: 'LOOP_BAD_SCHEDULE', status: 400 }))
  })
})
