import { expect, test } from 'vitest'
import { parseSettings } from '../../src/app/settings.ts'

test('a wrong setting is refused by its name and value', () => {
  expect(() => parseSettings({ SALESLOOP_MASK: 'some' })).toThrow(/^SALESLOOP_MASK=some: /)
})

test('what may hold a password is not shown', () => {
  expect(() => parseSettings({ DATABASE_URL: 'mysql://li:geheim@host/db' })).toThrow(/^DATABASE_URL=\(not shown\): /)
})
