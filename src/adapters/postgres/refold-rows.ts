import { LoopError } from '../../errors/loop-error.ts'
import type { Sql } from './database.ts'

interface Line {
  readonly id: number
  readonly configHash: string
  readonly doneTo: string
  readonly finishedAt: number | null
}

/** The next conversations by id; those whose state was made under other constants are returned. */
export async function takeOutdated(sql: Sql, configHash: string, limit: number, now: number): Promise<string[] | null> {
  const line = await inForce(sql)
  if (line === null || line.finishedAt !== null) return null
  if (line.configHash !== configHash) throw replaced(configHash, line.configHash)
  const next = await statesAfter(sql, line.doneTo, limit)
  const over = next.length < limit
  await sql.query(
    `update feature_configs set looked = least(looked + $2, conversations), done_to = $3, finished_at = $4 where id = $1`,
    [line.id, next.length, over ? '' : next.at(-1)!.id, over ? now : null],
  )
  return next.filter((one) => one.configHash !== configHash).map(({ id }) => id)
}

/** The next conversations that have a state, by id. */
export const statesAfter = (sql: Sql, id: string, limit: number) =>
  sql.query<{ readonly id: string; readonly configHash: string }>(
    `select conversation_id id, config_hash "configHash" from conversation_states where conversation_id > $1
     order by conversation_id limit $2`,
    [id, limit],
  )

export async function noteRefolded(sql: Sql, changed: number, differing: number): Promise<void> {
  await sql.query(
    `update feature_configs set changed = changed + $1, differing = differing + $2
     where id = (select max(id) from feature_configs)`,
    [changed, differing],
  )
}

/** A service with other constants has started: rows of this one would undo its work. */
export async function refuseReplaced(sql: Sql, configHash: string): Promise<void> {
  const line = await inForce(sql)
  if (line !== null && line.configHash !== configHash) throw replaced(configHash, line.configHash)
}

async function inForce(sql: Sql): Promise<Line | null> {
  const [line] = await sql.query<Line>(
    `select id, config_hash "configHash", done_to "doneTo", finished_at "finishedAt" from feature_configs
     order by id desc limit 1`,
  )
  return line ?? null
}

const replaced = (own: string, other: string) =>
  new LoopError(
    'LOOP_FEATURE_CONFIG_REPLACED',
    `This process folds with the feature configuration ${own}, and ${other} is in force since a service started with it. It folds no more; stop it, or start it again with that configuration.`,
    { status: 409 },
  )
