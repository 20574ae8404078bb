import { rename } from 'node:fs/promises'
import { BOOLEAN, type DuckDBType, type DuckDBValue, VARCHAR } from '@duckdb/node-api'
import type { RowSink } from '../../admission/row-sink.ts'
import type { AdmissionRow } from '../../admission/rules.ts'
import { FEATURE_NAMES } from '../../features/row.ts'
import type { Engine } from './engine.ts'

const FLAGS = [
  'low_confidence',
  'negative_feedback',
  'repeat_while_stalled',
  'eligible',
  'closed',
  'needs_human',
  'final',
] as const
const TRUTHS = [...FEATURE_NAMES, ...FLAGS, 'flagged']
const COLUMNS: Readonly<Record<string, DuckDBType>> = {
  conversation_id: VARCHAR,
  ...Object.fromEntries(TRUTHS.map((name) => [name, BOOLEAN])),
  reasons: VARCHAR,
  undecided: VARCHAR,
  evidence: VARCHAR,
}
const ROWS_HELD = 2048

/** One flat row each: features and flags as booleans, reasons and undecided rules as lists, evidence as JSON. */
export async function parquetRows(engine: Engine, path: string): Promise<RowSink> {
  const definition = Object.entries(COLUMNS).map(([name, type]) => `"${name}" ${type}`)
  await engine.run(`create table rows (${definition.join(', ')})`)
  const appender = await engine.appender('rows', Object.values(COLUMNS))
  let held: AdmissionRow[] = []
  const flush = (): void => {
    if (held.length > 0) appender.append(columnsOf(held))
    held = []
  }
  return {
    write(row) {
      held.push(row)
      if (held.length === ROWS_HELD) flush()
    },
    drain: async () => {},
    async end() {
      flush()
      appender.close()
      const lists = ['reasons', 'undecided'].map(
        (name) => `case ${name} when '' then [] else string_split(${name}, ',') end as ${name}`,
      )
      const part = `${path}.part`
      await engine.run(
        `copy (select * replace (${lists.join(', ')}) from rows) to '${part.replaceAll("'", "''")}' (format parquet)`,
      )
      await rename(part, path)
    },
  }
}

const columnsOf = (rows: readonly AdmissionRow[]): DuckDBValue[][] => [
  rows.map((row) => row.conversation_id),
  ...FEATURE_NAMES.map((name) => rows.map((row) => row.features[name])),
  ...FLAGS.map((name) => rows.map((row) => row.flags[name])),
  rows.map((row) => row.flagged),
  rows.map((row) => row.reasons.join(',')),
  rows.map((row) => row.undecided.join(',')),
  rows.map((row) => JSON.stringify(row.evidence)),
]
