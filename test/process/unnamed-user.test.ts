import { spawnSync } from 'node:child_process'
import { chown } from 'node:fs/promises'
import { resolve } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { cleanUp, newFolder } from './service.ts'

afterAll(cleanUp)

const UNNAMED = 54_321

test.skipIf(process.getuid?.() !== 0)(
  'a user without a name, as in some containers, is told what PostgreSQL needs',
  async () => {
    const folder = await newFolder()
    await chown(folder, UNNAMED, UNNAMED)
    const bin = resolve(import.meta.dirname, '../../bin/salesloop')
    const done = spawnSync(bin, ['up', '--port', '0', '--data-dir', `${folder}/data`], {
      uid: UNNAMED,
      gid: UNNAMED,
      env: { ...process.env, TMPDIR: folder },
      encoding: 'utf8',
    })
    expect(done.stderr).toContain('[LOOP_POSTGRES_WILL_NOT_START]')
    expect(done.stderr).toContain('/etc/passwd')
    expect(done.status).toBe(1)
  },
)
