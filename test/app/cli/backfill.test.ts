import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runBackfill } from '../../../src/app/cli/backfill.ts'
import { defaultConfig } from '../../../src/features/config.ts'
import { rowsOf } from '../../../src/loop/replay.ts'
import { writeParquetLog } from '../../adapters/duckdb/parquet-file.ts'
import { specCases } from '../../oracle/cases.ts'
import { history } from '../../oracle/histories.ts'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'backfill-test-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

/** What `salesloop features` prints. */
const featuresOf = (lines: readonly string[], now: number) => {
  const { rows, summary, conversations } = rowsOf(lines, now, defaultConfig)
  return { rows: [...rows].map((row) => JSON.stringify(row)), summary, conversations }
}

const backfilled = async (from: string, now: number) => {
  const out = join(folder, 'rows.ndjson')
  const result = await runBackfill({ from, out, now })
  return { rows: readFileSync(out, 'utf8').split('\n').slice(0, -1), ...result }
}

const ids = ['event_id', 'conversation_id', 'user_id']
/** The line as part of a larger log: its ids are those of this part alone. */
const within = (part: string, line: string): string => {
  try {
    const wire = JSON.parse(line)
    if (typeof wire !== 'object' || wire === null || Array.isArray(wire)) return line
    for (const id of ids) if (typeof wire[id] === 'string' && wire[id] !== '') wire[id] = `${part}/${wire[id]}`
    return JSON.stringify(wire)
  } catch {
    return line
  }
}

const histories = Array.from({ length: 300 }, (_, seed) => history(seed))
const nastyLog = histories.flatMap(({ seed, lines }) => lines.map((line) => within(`${seed}`, line)))
const nastyMoments = [50, 150, 250].map((seed) => histories[seed]!.nows[0]!)
const cases = specCases()
const caseLog = cases.flatMap(({ lines }, i) => lines.map((line) => within(`${i}`, line)))
const caseMoments = [...new Set(cases.map(({ now }) => now))]

test('NDJSON, gzip or not, gives the rows of features', { timeout: 120_000 }, async () => {
  const file = join(folder, 'log.ndjson')
  writeFileSync(file, nastyLog.join('\n'))
  writeFileSync(`${file}.gz`, gzipSync(nastyLog.join('\n')))
  for (const now of nastyMoments) {
    const wanted = featuresOf(nastyLog, now)
    expect(await backfilled(file, now)).toEqual(wanted)
    expect(await backfilled(`${file}.gz`, now)).toEqual(wanted)
  }
})

test('Parquet gives the rows of features', { timeout: 120_000 }, async () => {
  const file = join(folder, 'log.parquet')
  await writeParquetLog(nastyLog, file)
  for (const now of nastyMoments) expect(await backfilled(file, now)).toEqual(featuresOf(nastyLog, now))
})

test('every spec case holds in one log of all cases, at each of their moments', { timeout: 120_000 }, async () => {
  const file = join(folder, 'cases.parquet')
  await writeParquetLog(caseLog, file)
  for (const now of caseMoments) {
    const { rows } = await backfilled(file, now)
    expect(rows).toEqual(featuresOf(caseLog, now).rows)
    const byId = new Map(rows.map((row) => JSON.parse(row)).map((row) => [row.conversation_id, row]))
    for (const [i, { expect: wanted, now: moment }] of cases.entries()) {
      if (moment !== now) continue
      for (const [id, want] of Object.entries(wanted)) expect(byId.get(`${i}/${id}`)).toMatchObject(want)
    }
  }
})
