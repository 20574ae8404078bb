import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Database } from '../../../src/adapters/postgres/database.ts'
import { postgresRuleBook } from '../../../src/adapters/postgres/rule-book.ts'
import { postgresRuleHistory } from '../../../src/adapters/postgres/rule-history.ts'
import { SIGNALS } from '../../../src/admission/rules.ts'
import { codeOf, type SignalValues } from '../../../src/admission/signal-code.ts'
import { ruleBookContract } from '../../contracts/rule-book.ts'
import { openPostgres } from './pool-engine.ts'

let database: Database
let close: () => Promise<void>
beforeAll(async () => {
  ;({ database, close } = await openPostgres())
})
afterAll(() => close())

ruleBookContract('PostgreSQL', async () => {
  await database.transaction(async (sql) => {
    await sql.query('alter table rule_versions disable trigger user')
    await sql.query('delete from rule_versions')
    await sql.query('alter table rule_versions enable trigger user')
  })
  return postgresRuleBook(database)
})

const values = (given: Partial<SignalValues>): SignalValues =>
  ({ ...Object.fromEntries(SIGNALS.map((signal) => [signal, false])), ...given }) as SignalValues

const KEEP = `
  insert into conversations (conversation_id, revision, row, facts, started_at, eligible, cta_not_clicked, no_order, repeated_question,
    fsm_stalled, long_silence, no_conversion, low_confidence, negative_feedback, closed, final, spec_version, config_hash, computed_at)
  values ($1, 1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, true, true, '1', '', 0)`

async function keep(id: string, startedAt: number, shown: SignalValues, leastConfidence: number | null): Promise<void> {
  const row = JSON.stringify({ flags: { repeat_while_stalled: shown.repeat_while_stalled } })
  const facts = JSON.stringify({ leastConfidence })
  const { eligible, cta_not_clicked, no_order, repeated_question, fsm_stalled, long_silence, no_conversion } = shown
  const features = [cta_not_clicked, no_order, repeated_question, fsm_stalled, long_silence, no_conversion]
  const flags = [shown.low_confidence, shown.negative_feedback]
  await database.query(KEEP, [id, row, facts, startedAt, eligible, ...features, ...flags])
}

test('what the database computes of a row is the number that the back-test reads', async () => {
  const shown = [
    ...SIGNALS.flatMap((signal) => [values({ [signal]: true }), values({ [signal]: null })]),
    values({}),
    Object.fromEntries(SIGNALS.map((signal) => [signal, null])) as unknown as SignalValues,
  ]
  for (const [i, one] of shown.entries()) await keep(`code-${i}`, 1000 + i, one, [null, 0, 0.42, 1][i % 4]!)
  const cells = await postgresRuleHistory(database).cells(1000, 1000 + shown.length)
  expect(cells.map((cell) => cell.signals).sort()).toEqual(shown.map(codeOf).sort())
  expect(new Set(cells.map((cell) => cell.doubt))).toEqual(new Set([10, 20, 12, 0]))
})

test('examples: one of each part of the span, with these signals, at or after its instant, else before it', async () => {
  const [wanted, other] = [values({ eligible: true, low_confidence: true }), values({ eligible: true })]
  await keep('e1', 5010, wanted, 0.5)
  await keep('e2', 5050, wanted, 0.5)
  await keep('e3', 5060, other, 0.5)
  await keep('e4', 5120, wanted, 0.5)
  const history = postgresRuleHistory(database)
  const slot = (from: number, at: number, until: number) => ({ from, at, until })
  const found = (slots: ReturnType<typeof slot>[]) => history.examples([codeOf(wanted)], slots)
  expect(await found([slot(5000, 5020, 5100)])).toEqual(['e2'])
  expect(await found([slot(5000, 5055, 5100), slot(5100, 5110, 5200)])).toEqual(['e1', 'e4'])
  expect(await found([slot(5200, 5210, 5300)])).toEqual([])
})
