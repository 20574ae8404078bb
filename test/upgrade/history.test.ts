import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { afterAll, expect, test } from 'vitest'
import { cleanUp, newFolder } from '../process/service.ts'
import { previousTree } from './previous-tree.ts'

afterAll(cleanUp)

test('a history that does not hold the previous version is told, with what to do', async () => {
  const gone = { version: '0.0.0', commit: '0123456789012345678901234567890123456789' }
  await expect(previousTree(gone, await newFolder())).rejects.toThrow(
    /0\.0\.0.*not in the history.*git fetch --unshallow/s,
  )
})

test('this checkout names a commit that it holds', async () => {
  const { previous } = await import('./previous-tree.ts')
  const { commit } = await previous()
  const { stdout } = await promisify(execFile)('git', ['cat-file', '-t', commit], { cwd: import.meta.dirname })
  expect(stdout.trim()).toBe('commit')
})
