import type { Database } from '../../../src/adapters/postgres/database.ts'
import { defaultConfig } from '../../../src/features/config.ts'
import type { ExposureScope } from '../../../src/releases/exposure-reader.ts'

export const DAY = 86_400_000
export const NOW = 1000 * DAY
/** From the end of a conversation until its conversion is settled. */
export const over = defaultConfig.conversionWindowMs + defaultConfig.graceMs

/** A row of the fold, as far as experiments read it. */
export interface Conversation {
  readonly id: string
  readonly user?: string | null
  readonly bundle?: string | null
  readonly arm?: string | null
  readonly assistant?: string | null
  readonly startedAt?: number
  readonly endedAt?: number
  readonly closed?: boolean
  readonly eligible?: boolean | null
  readonly noConversion?: boolean | null
  readonly notClicked?: boolean | null
  readonly repeated?: boolean | null
  readonly negative?: boolean | null
  readonly facts?: Record<string, unknown>
}
const FACTS = { ctasSent: 1, hardEnd: true, terminalReached: false, humanReply: false, ratings: [] }

export const inserting = (database: Database) => (given: Conversation) =>
  database.query(
    `insert into conversations (conversation_id, revision, row, facts, started_at, ended_at, user_id, assistant_id, bundle, arm,
       eligible, no_conversion, cta_not_clicked, repeated_question, closed, negative_feedback, final, spec_version, config_hash, computed_at)
     values ($1, 1, '{"reasons": [], "undecided": []}', $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, false, '1', '', 1)`,
    [
      given.id,
      JSON.stringify({ ...FACTS, ...given.facts }),
      given.startedAt ?? NOW - 10 * DAY,
      given.endedAt ?? NOW - 10 * DAY,
      given.user === undefined ? `user of ${given.id}` : given.user,
      given.assistant ?? null,
      given.bundle === undefined ? 'b-1' : given.bundle,
      given.arm === undefined ? 'live' : given.arm,
      given.eligible === undefined ? true : given.eligible,
      given.noConversion === undefined ? false : given.noConversion,
      given.notClicked === undefined ? false : given.notClicked,
      given.repeated === undefined ? false : given.repeated,
      given.closed ?? true,
      given.negative === undefined ? false : given.negative,
    ],
  )
export const scope = (some: Partial<ExposureScope> = {}): ExposureScope => ({
  experiment: 'canary:b-2:2',
  live: 'b-1',
  canary: 'b-2',
  assistant: null,
  others: [],
  startedAt: NOW - 20 * DAY,
  from: NOW - 20 * DAY,
  until: null,
  now: NOW,
  cap: 1000,
  ...some,
})
