import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'

test('a reader who has seen enough ends a command without a stack trace', async () => {
  const child = spawn(resolve(import.meta.dirname, '../../bin/salesloop'), ['simulate'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let complaints = ''
  child.stderr.on('data', (chunk) => (complaints += chunk))
  child.stdout.once('data', () => child.stdout.destroy())
  await once(child, 'close')
  expect(complaints).toBe('')
})
