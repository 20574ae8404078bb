import type { LedgerFilter, ReleaseStates } from '../../releases/model-registry.ts'
import { defaultPolicy } from '../../releases/ramp-policy.ts'
import {
  type Canary,
  type LedgerEntry,
  NOTHING_RELEASED,
  nextState,
  type ReleaseOrder,
  type ReleaseState,
} from '../../releases/release-state.ts'
import type { Sql } from './sql.ts'

export const RELEASES_CHANNEL = 'salesloop_releases'

/** An earlier salesloop counted no restarts. */
type Ramp = Pick<Canary, 'experiment' | 'ramp' | 'paused' | 'startedAt' | 'startedBy'> &
  Partial<Pick<Canary, 'restarts'>>
interface StateRow {
  readonly assistant: string
  readonly revision: number
  readonly live: string | null
  readonly earlier: string[]
  readonly canary: string | null
  readonly share: number | null
  readonly since: number | null
  readonly ramp: Ramp | null
  readonly approval: ReleaseState['approval']
}
export type LedgerRow = StateRow & Omit<LedgerEntry, keyof ReleaseState>

const STATE =
  'assistant_id assistant, revision, live, earlier, canary, canary_share share, canary_since since, ramp, approval'
export const LEDGER = `select ${STATE}, at, action, bundle, who, recorded_by "recordedBy", why, forced, decided_on "check" from release_ledger`

/** '' in the tables: the default. */
export const keyOf = (assistant: string | null | undefined): string => assistant ?? ''

export async function readStates(sql: Pick<Sql, 'query'>): Promise<ReleaseStates> {
  const rows = await sql.query<StateRow>(`select ${STATE} from release_state order by assistant_id`)
  const states = rows.map(stateFrom)
  return {
    byDefault: states.find((state) => state.assistant === null) ?? NOTHING_RELEASED,
    own: new Map(states.flatMap((state) => (state.assistant === null ? [] : [[state.assistant, state] as const]))),
  }
}

/** The assistant's own row, else the default's. */
export async function readState(sql: Pick<Sql, 'query'>, assistant: string | null): Promise<ReleaseState> {
  const [row] = await sql.query<StateRow>(
    `select ${STATE} from release_state where assistant_id in ('', $1) order by assistant_id desc limit 1`,
    [keyOf(assistant)],
  )
  return row === undefined ? NOTHING_RELEASED : stateFrom(row)
}

/**
 * The next state and its line, inside a transaction. The default's row is locked first: releases of all assistants happen one
 * after the other, under one count of revisions.
 */
export async function writeRelease(
  sql: Sql,
  order: ReleaseOrder,
  now: number,
  check: (entry: LedgerEntry) => Promise<void>,
): Promise<LedgerEntry> {
  await sql.query(`select 1 from release_state where assistant_id = '' for update`)
  const state = await readState(sql, order.assistant ?? null)
  const [last] = await sql.query<{ revision: number }>('select coalesce(max(revision), 0) revision from release_ledger')
  const entry = nextState(state, order, now, last!.revision + 1)
  await check(entry)
  await writeState(sql, entry)
  await writeLedger(sql, entry)
  await sql.query('select pg_notify($1, $2)', [RELEASES_CHANNEL, String(entry.revision)])
  return entry
}

const COLUMNS = 'assistant_id, revision, live, earlier, canary, canary_share, canary_since, ramp, approval'

const writeState = (sql: Sql, entry: LedgerEntry): Promise<unknown> =>
  sql.query(
    `insert into release_state (${COLUMNS}, one) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, case when $1 = '' then true end)
     on conflict (assistant_id) do update set (${COLUMNS}) = row(${COLUMNS.split(', ')
       .map((name) => `excluded.${name}`)
       .join()})`,
    stateColumns(entry),
  )

const writeLedger = (sql: Sql, entry: LedgerEntry): Promise<unknown> =>
  sql.query(
    `insert into release_ledger (${COLUMNS}, at, action, bundle, who, recorded_by, why, forced, decided_on)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)`,
    [
      ...stateColumns(entry),
      entry.at,
      entry.action,
      entry.bundle,
      entry.who,
      entry.recordedBy,
      entry.why,
      entry.forced,
      jsonOf(entry.check),
    ],
  )

function stateColumns({ assistant, revision, live, earlier, canary, approval }: ReleaseState): unknown[] {
  if (canary === null) return [keyOf(assistant), revision, live, earlier, null, null, null, null, jsonOf(approval)]
  const { bundle, share, since, ...ramp } = canary
  return [keyOf(assistant), revision, live, earlier, bundle, share, since, jsonOf(ramp), jsonOf(approval)]
}

const jsonOf = (value: unknown): string | null => (value === null ? null : JSON.stringify(value))

const stateFrom = (row: StateRow): ReleaseState => ({
  assistant: row.assistant === '' ? null : row.assistant,
  revision: row.revision,
  live: row.live,
  earlier: row.earlier,
  canary:
    row.canary === null
      ? null
      : {
          bundle: row.canary,
          share: row.share!,
          since: row.since!,
          restarts: 0,
          ...(row.ramp ?? olderRamp(row.canary, row.since!)),
        },
  approval: row.approval,
})

/** A canary that began before ramps ran by themselves goes on only when somebody orders it. */
const olderRamp = (bundle: string, since: number): Ramp => ({
  experiment: `canary:${bundle}`,
  ramp: { ...defaultPolicy.ramp, automatic: false },
  paused: false,
  startedAt: since,
  startedBy: { who: 'unknown', recordedBy: 'loop' },
})

export async function readLedger(
  sql: Pick<Sql, 'query'>,
  limit: number,
  { assistant, before }: LedgerFilter,
): Promise<LedgerEntry[]> {
  const rows = await sql.query<LedgerRow>(
    `${LEDGER} where ($2::text is null or assistant_id = $2) and ($3::bigint is null or revision < $3)
     order by revision desc limit $1`,
    [limit, assistant === undefined ? null : keyOf(assistant), before ?? null],
  )
  return rows.map(entryFrom)
}

/** In force was the assistant's own last line, or, while it had none, the default's. */
export async function readLineAt(
  sql: Pick<Sql, 'query'>,
  instant: number,
  assistant: string | null,
): Promise<LedgerEntry | null> {
  const [row] = await sql.query<LedgerRow>(
    `${LEDGER} where at <= $1 and assistant_id in ('', $2) order by assistant_id desc, revision desc limit 1`,
    [instant, keyOf(assistant)],
  )
  return row ? entryFrom(row) : null
}

export function entryFrom(row: LedgerRow): LedgerEntry {
  const { at, action, bundle, who, recordedBy, why, forced, check } = row
  return { ...stateFrom(row), at, action, bundle, who, recordedBy, why, forced, check }
}
