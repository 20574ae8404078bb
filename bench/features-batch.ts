/**
 * CPU and memory of `backfill` beside the same six features as DuckDB SQL, on generated traffic in Parquet.
 *
 *   node bench/features-batch.ts [--events 500000,5000000] [--runs 1] [--memory-mb 1000] [--seed N]
 *
 * One JSON line per size. CPU is that of all threads of a process that does nothing else; the least of the runs, since
 * noise only adds. `ratio` is SQL over fold. The counts of true, false and null per feature must agree, else it fails.
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isDeepStrictEqual, parseArgs } from 'node:util'
import { DuckDBInstance } from '@duckdb/node-api'
import { runBackfill } from '../src/app/cli/backfill.ts'
import { FEATURE_NAMES } from '../src/features/row.ts'
import { featureSql } from './features-sql.ts'
import { TRAFFIC_NOW, writeTraffic } from './features-traffic.ts'

/** The SQL may use more: it holds intermediate tables. */
const SQL_MEMORY = '4GB'

const { values: options } = parseArgs({
  options: {
    events: { type: 'string', default: '500000,5000000' },
    runs: { type: 'string', default: '1' },
    'memory-mb': { type: 'string', default: '1000' },
    seed: { type: 'string', default: '1' },
    /** Of a child process: what to do, with which files. */
    task: { type: 'string' },
    log: { type: 'string', default: '' },
    rows: { type: 'string', default: '' },
  },
})

interface Cost {
  cpuSeconds: number
  wallSeconds: number
  peakMb: number
}

/** In a process of its own, so that nothing else counts. */
const inChild = (task: string, log: string, rows: string, events: number): unknown => {
  const flags = ['--task', task, '--log', log, '--rows', rows, '--events', `${events}`]
  const given = ['--memory-mb', options['memory-mb'], '--seed', options.seed]
  const output = execFileSync(process.execPath, [import.meta.filename, ...flags, ...given], { encoding: 'utf8' })
  return JSON.parse(output)
}

async function measured(work: () => Promise<unknown>): Promise<Cost> {
  const cpu = process.cpuUsage()
  const started = performance.now()
  await work()
  const { user, system } = process.cpuUsage(cpu)
  const seconds = (us: number): number => Math.round(us / 1e4) / 100
  return {
    cpuSeconds: seconds(user + system),
    wallSeconds: seconds((performance.now() - started) * 1e3),
    peakMb: Math.round(process.resourceUsage().maxRSS / 1024),
  }
}

async function sql(log: string, rows: string): Promise<void> {
  const spill = `${rows}.spill`
  const instance = await DuckDBInstance.create(':memory:', { memory_limit: SQL_MEMORY, temp_directory: spill })
  const connection = await instance.connect()
  for (const statement of featureSql(log, TRAFFIC_NOW, rows)) await connection.run(statement)
  connection.closeSync()
  instance.closeSync()
  rmSync(spill, { recursive: true, force: true })
}

/** True, false, null per feature. */
async function counts(rows: string): Promise<Record<string, number[]>> {
  const connection = await (await DuckDBInstance.create(':memory:')).connect()
  const columns = FEATURE_NAMES.map(
    (f) => `[count(*) filter (${f}), count(*) filter (not ${f}), count(*) filter (${f} is null)]`,
  )
  const reader = await connection.runAndReadAll(`select ${columns.join(', ')} from '${rows}'`)
  const [row] = reader.getRowsJS() as bigint[][][]
  return Object.fromEntries(FEATURE_NAMES.map((name, i) => [name, row![i]!.map(Number)]))
}

const tasks: Readonly<Record<string, (log: string, rows: string) => Promise<unknown>>> = {
  traffic: (log) => writeTraffic(log, Number(options.events), Number(options.seed)),
  fold: (from, out) =>
    measured(() => runBackfill({ from, out, now: TRAFFIC_NOW, memoryBytes: Number(options['memory-mb']) * 1e6 })),
  sql: (log, rows) => measured(() => sql(log, rows)),
  counts: (_, rows) => counts(rows),
}

function compare(events: number): void {
  const folder = mkdtempSync(join(tmpdir(), 'salesloop-bench-'))
  const log = join(folder, 'log.parquet')
  const rows = { fold: join(folder, 'fold.parquet'), sql: join(folder, 'sql.parquet') }
  try {
    const written = inChild('traffic', log, '', events)
    const cost = (task: 'fold' | 'sql'): Cost => {
      const runs = Array.from({ length: Number(options.runs) }, () => inChild(task, log, rows[task], events) as Cost)
      return runs.reduce((best, run) => (run.cpuSeconds < best.cpuSeconds ? run : best))
    }
    const [fold, sqlCost] = [cost('fold'), cost('sql')]
    const [ours, theirs] = [inChild('counts', log, rows.fold, events), inChild('counts', log, rows.sql, events)]
    const agree = isDeepStrictEqual(ours, theirs)
    const ratio = Math.round((100 * sqlCost.cpuSeconds) / fold.cpuSeconds) / 100
    console.log(
      JSON.stringify({ events: written, ratio, fold, sql: sqlCost, agree, counts: agree ? ours : { ours, theirs } }),
    )
    if (!agree) process.exitCode = 1
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

if (options.task === undefined) {
  for (const events of options.events.split(',')) compare(Number(events))
} else {
  console.log(JSON.stringify(await tasks[options.task]!(options.log, options.rows)))
}
