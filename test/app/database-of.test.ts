import { mkdir, mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { databaseOf, existingDatabaseOf } from '../../src/app/database-of.ts'

const newFolder = () => mkdtemp(join(tmpdir(), 'salesloop-place-'))

test('a command that reads refuses a folder without data instead of making some there', async () => {
  const dataDir = await newFolder()
  expect(databaseOf({ databaseUrl: null, dataDir })).toEqual({ dataDir })
  expect(() => existingDatabaseOf({ databaseUrl: null, dataDir })).toThrow(`${dataDir} holds no data of salesloop`)
  await mkdir(join(dataDir, 'postgres'))
  expect(existingDatabaseOf({ databaseUrl: null, dataDir })).toEqual({ dataDir })
})

test('a database of its own needs no data folder', () => {
  const place = { databaseUrl: 'postgres://localhost/sales', dataDir: '/nowhere' }
  expect(existingDatabaseOf(place)).toEqual({ url: place.databaseUrl })
})
