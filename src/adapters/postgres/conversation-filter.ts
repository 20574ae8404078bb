import type { FeatureName } from '../../features/row.ts'

/** What a three-valued column must be. */
export type Known = 'yes' | 'no' | 'not_yet'

export const POOL_CHOICES = ['none', 'any', 'waiting', 'labelled', 'skipped', 'withdrawn', 'expired'] as const
export type PoolChoice = (typeof POOL_CHOICES)[number]

/** What a conversation must be to be found; what is absent does not matter. Everything here stands in columns. */
export interface ConversationFilter {
  readonly assistant?: string
  readonly channel?: string
  readonly bundle?: string
  readonly arm?: string
  /** Any user that its chat names. */
  readonly user?: string
  readonly idPrefix?: string
  /** Started at or after, epoch milliseconds. */
  readonly from?: number
  /** Started before. */
  readonly until?: number
  /** Started by then, or not at all: what came in since stays out. */
  readonly asOf?: number
  readonly flagged?: Known
  /** At least one of them. */
  readonly reasons?: readonly string[]
  readonly features?: Readonly<Partial<Record<FeatureName, Known>>>
  /** Drawn for review, and what became of it; a sample on lease is waiting. */
  readonly pool?: PoolChoice
}

/** What can be told from the messages alone. */
export interface MessageFilter {
  /** Part of a customer's message or a reply; Latin letters in either case. */
  readonly text?: string
  readonly intent?: string
  readonly objection?: string
}

const IS: Readonly<Record<Known, string>> = { yes: 'is true', no: 'is false', not_yet: 'is null' }
const IN_POOL = 'exists (select from samples s where s.conversation_id = c.conversation_id'

/** Conditions on `conversations c`, joined by and; `values` gets their parameters. */
export function conditionsOf(filter: ConversationFilter, values: unknown[]): string {
  const $ = (value: unknown): string => `$${values.push(value)}`
  const conditions = ['true']
  const equal: readonly (readonly [column: string, value: string | undefined])[] = [
    ['assistant_id', filter.assistant],
    ['channel', filter.channel],
    ['bundle', filter.bundle],
    ['arm', filter.arm],
  ]
  for (const [column, value] of equal) if (value !== undefined) conditions.push(`c.${column} = ${$(value)}`)
  if (filter.user !== undefined) {
    const user = $(filter.user)
    conditions.push(
      `c.conversation_id in (select l.conversation_id from links l where l.user_id = ${user}) and c.facts -> 'users' ? ${user}`,
    )
  }
  if (filter.idPrefix !== undefined) conditions.push(`c.conversation_id ^@ ${$(filter.idPrefix)}`)
  if (filter.from !== undefined) conditions.push(`c.started_at >= ${$(filter.from)}`)
  if (filter.until !== undefined) conditions.push(`c.started_at < ${$(filter.until)}`)
  if (filter.asOf !== undefined) conditions.push(`(c.started_at <= ${$(filter.asOf)} or c.started_at is null)`)
  if (filter.flagged !== undefined) conditions.push(`c.flagged ${IS[filter.flagged]}`)
  if (filter.reasons?.length) conditions.push(`c.row -> 'reasons' ?| ${$(filter.reasons)}`)
  for (const [name, known] of Object.entries(filter.features ?? {})) conditions.push(`c.${name} ${IS[known]}`)
  if (filter.pool === 'none') conditions.push(`not ${IN_POOL})`)
  else if (filter.pool === 'any') conditions.push(`${IN_POOL})`)
  else if (filter.pool !== undefined) conditions.push(`${IN_POOL} and s.state = ${$(filter.pool)})`)
  return conditions.join(' and ')
}
