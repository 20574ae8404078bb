import { randomUUID } from 'node:crypto'
import { createReadStream, createWriteStream, existsSync } from 'node:fs'
import { readdir, rename, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip, createGzip } from 'node:zlib'
import type { ErasureFiles, ErasureTargets, Finding } from '../../privacy/erasure.ts'

/** Takes lines out of a Parquet file; rows taken out. */
export type EraseParquet = (path: string, targets: ErasureTargets) => Promise<number>

/** Where the register of erasures lies that came after a backup. */
export const registerBeside = (backup: string): string => `${backup}.erasures`

const LINES = /\.(?:ndjson|jsonl|csv)(?:\.gz)?$/
const SHORT_ID = 6

/**
 * Files beside the database.
 *
 * @param folders where exports and lake lie; those that are not there are passed over
 * @param logs logs of the embedded server
 */
export function erasureFiles(
  folders: readonly string[],
  logs: readonly string[],
  eraseParquet: EraseParquet,
): ErasureFiles {
  return {
    async erase(targets) {
      const findings: Finding[] = []
      for (const folder of folders) {
        for (const path of await filesBelow(folder)) {
          const count = path.endsWith('.parquet') ? await eraseParquet(path, targets) : await eraseLines(path, targets)
          const what = path.endsWith('.parquet') ? 'rows of Parquet files' : 'lines of files'
          findings.push({ what, fate: 'deleted', count, why: null })
        }
      }
      return findings.filter(({ count }) => count > 0)
    },
    async keepRegister(register, backups) {
      for (const backup of backups) {
        if (!existsSync(backup)) continue
        const partial = `${backup}.${randomUUID()}.part`
        await writeFile(partial, `${JSON.stringify(register)}\n`, { mode: 0o600 })
        await rename(partial, registerBeside(backup))
      }
    },
    async emptyLogs() {
      let emptied = 0
      for (const path of logs) {
        if (!existsSync(path) || (await stat(path)).size === 0) continue
        await truncate(path, 0) // the server appends: it goes on at the new end
        emptied++
      }
      return emptied === 0 ? [] : [{ what: 'logs of the database server', fate: 'deleted', count: emptied, why: null }]
    },
  }
}

async function filesBelow(folder: string): Promise<string[]> {
  if (!existsSync(folder)) return []
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  return files.filter((path) => LINES.test(path) || path.endsWith('.parquet')).sort()
}

/** Writes the file anew beside itself, without the person's lines, and puts it in its place; untouched when there are none. */
async function eraseLines(path: string, targets: ErasureTargets): Promise<number> {
  const belongs = lineTest(targets)
  let gone = 0
  const kept = async function* (): AsyncGenerator<string> {
    const source = createReadStream(path)
    const input = path.endsWith('.gz') ? source.pipe(createGunzip()) : source
    for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
      if (belongs(line)) gone++
      else yield `${line}\n`
    }
  }
  const partial = `${path}.${randomUUID()}.part`
  try {
    const out = createWriteStream(partial, { mode: (await stat(path)).mode })
    if (path.endsWith('.gz')) await pipeline(Readable.from(kept()), createGzip(), out)
    else await pipeline(Readable.from(kept()), out)
    if (gone > 0) await rename(partial, path)
    return gone
  } finally {
    await rm(partial, { force: true })
  }
}

/** A line belongs to the person when one of its values is an id of theirs, or it holds a longer id or a given text. */
export function lineTest({ users, conversations, events, texts }: ErasureTargets): (line: string) => boolean {
  const ids = new Set([...users, ...conversations, ...events])
  const long = [...texts, ...users.filter((id) => id.length >= SHORT_ID)]
  return (line) => long.some((text) => line.includes(text)) || valuesOf(line).some((value) => ids.has(value))
}

/** The texts of a JSON line, at any depth; the fields of a CSV line. */
function valuesOf(line: string): string[] {
  if (!line.startsWith('{')) return line.split(',').map((field) => field.replace(/^"|"$/g, '').replaceAll('""', '"'))
  try {
    const values: string[] = []
    JSON.parse(line, (_, value: unknown) => {
      if (typeof value === 'string') values.push(value)
      return value
    })
    return values
  } catch {
    return []
  }
}
