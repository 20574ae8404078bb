import { createReadStream, existsSync } from 'node:fs'
import { open, readFile, rm } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { createGunzip } from 'node:zlib'
import type { RetentionFiles } from '../../privacy/retention.ts'
import { registerBeside } from './erase-files.ts'

/** @param serverLog log of the embedded PostgreSQL; null = the server is run by others */
export function retentionFiles(serverLog: string | null): RetentionFiles {
  return {
    async removeBackup(path) {
      if (!existsSync(path)) return true
      if (!(await isBackup(path))) return false
      await rm(path)
      await rm(registerBeside(path), { force: true })
      return true
    },
    async oldLogLines(before, remove) {
      if (serverLog === null || !existsSync(serverLog)) return 0
      const lines = (await readFile(serverLog, 'utf8')).split('\n')
      const first = lines.findIndex((line) => (timeOf(line) ?? Number.NEGATIVE_INFINITY) >= before)
      const old = first < 0 ? (lines.some((line) => timeOf(line) !== null) ? lines.length - 1 : 0) : first
      if (old > 0 && remove) await keepTail(serverLog, lines.slice(old).join('\n'))
      return old
    },
  }
}

/** The server appends to the same file, so it is cut in place. */
async function keepTail(path: string, tail: string): Promise<void> {
  const handle = await open(path, 'r+')
  try {
    await handle.truncate(0)
    await handle.write(tail, 0)
  } finally {
    await handle.close()
  }
}

/** PostgreSQL begins its lines so, in UTC (log_timezone); others belong to the line before. */
function timeOf(line: string): number | null {
  const match = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d(?:\.\d+)?) UTC /.exec(line)
  return match === null ? null : Date.parse(`${match[1]}T${match[2]}Z`)
}

/** Its first line is the header that `backup` writes. */
async function isBackup(path: string): Promise<boolean> {
  const source = createReadStream(path)
  try {
    const unpacked = source.pipe(createGunzip())
    for await (const line of createInterface({ input: unpacked })) {
      return (JSON.parse(line) as { header?: { format?: unknown } }).header?.format !== undefined
    }
    return false
  } catch {
    return false
  } finally {
    source.destroy()
  }
}
