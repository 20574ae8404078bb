import { existsSync } from 'node:fs'
import { chown, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { postgresBinaries } from '../../../src/adapters/postgres/binaries.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'binaries-test-'))
  vi.stubEnv('TMPDIR', folder)
})
afterEach(async () => {
  vi.unstubAllEnvs()
  await rm(folder, { recursive: true, force: true })
})

const hasPostgres = (copy: string) => existsSync(join(copy, 'bin', 'postgres'))

test('a copy of which a part was tidied away is made again', async () => {
  const copy = await postgresBinaries()
  await rm(join(copy, 'bin'), { recursive: true })
  expect(await postgresBinaries()).toBe(copy)
  expect(hasPostgres(copy)).toBe(true)
})

test.skipIf(process.getuid?.() !== 0)('a folder that somebody else put in its place is refused', async () => {
  const copy = await postgresBinaries()
  await rm(copy, { recursive: true })
  await mkdir(copy)
  await writeFile(join(copy, 'waits'), 'until it is taken for the copy')
  await chown(copy, 65534, 65534)
  await expect(postgresBinaries()).rejects.toMatchObject({ code: 'LOOP_FOREIGN_FOLDER' })
})
