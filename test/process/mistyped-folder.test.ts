import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { cleanUp, newFolder, salesloop } from './service.ts'

afterAll(cleanUp)

test.each([
  ['erase', '--user', 'u-1', '--who', 'li', '--why', 'ticket 1'],
  ['erase', '--user', 'u-1', '--who', 'li', '--why', 'ticket 1', '--dry-run'],
  ['erase', '--register', 'register.json'],
  ['pool'],
  ['keys', 'list'],
])('%s %s on a mistyped data folder says so and makes nothing there', async (...args) => {
  const dataDir = join(await newFolder(), 'mistyped')
  const { code, stdout, stderr } = await salesloop([...args, '--data-dir', dataDir])
  expect([code, stdout]).toEqual([2, ''])
  expect(stderr).toContain(`${dataDir} holds no data of salesloop`)
  expect(stderr).toContain('LOOP_NO_DATA')
  expect(existsSync(dataDir)).toBe(false)
})
