import { rename } from 'node:fs/promises'
import { type DuckDBType, type DuckDBValue, INTEGER, VARCHAR } from '@duckdb/node-api'
import type { RowSink } from '../../admission/row-sink.ts'
import type { AdmissionRow } from '../../admission/rules.ts'
import type { Ternary } from '../../events/event.ts'
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
/** Two bits for each truth: unknown, false, true. One column is handed over instead of fourteen. */
const UNKNOWN = 0
const FALSE = 1
const TRUE = 2
const COLUMNS: Readonly<Record<string, DuckDBType>> = {
  conversation_id: VARCHAR,
  truths: INTEGER,
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
      const part = `${path}.part`
      await engine.run(`copy (${flatSelect}) to '${part.replaceAll("'", "''")}' (format parquet)`)
      await rename(part, path)
    },
  }
}

const listOf = (name: string): string => `case ${name} when '' then [] else string_split(${name}, ',') end ${name}`
const truthOf = (name: string, i: number): string =>
  `case (truths >> ${2 * i}) & 3 when ${TRUE} then true when ${FALSE} then false end ${name}`
const flatSelect = `select conversation_id, ${TRUTHS.map(truthOf).join(', ')}, ${listOf('reasons')},
  ${listOf('undecided')}, evidence from rows`

const columnsOf = (rows: readonly AdmissionRow[]): DuckDBValue[][] => [
  rows.map((row) => row.conversation_id),
  rows.map(truthBits),
  rows.map((row) => row.reasons.join(',')),
  rows.map((row) => row.undecided.join(',')),
  rows.map((row) => JSON.stringify(row.evidence)),
]

/** The truths in the order of `TRUTHS`, the first in the lowest bits. */
function truthBits({ features, flags, flagged }: AdmissionRow): number {
  let bits = bitsOf(flagged)
  for (let i = FLAGS.length - 1; i >= 0; i--) bits = (bits << 2) | bitsOf(flags[FLAGS[i]!])
  for (let i = FEATURE_NAMES.length - 1; i >= 0; i--) bits = (bits << 2) | bitsOf(features[FEATURE_NAMES[i]!])
  return bits
}

const bitsOf = (truth: Ternary): number => (truth === null ? UNKNOWN : truth ? TRUE : FALSE)
