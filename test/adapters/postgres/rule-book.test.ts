import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Database } from '../../../src/adapters/postgres/database.ts'
import { postgresRuleBook } from '../../../src/adapters/postgres/rule-book.ts'
import { postgresRuleHistory } from '../../../src/adapters/postgres/rule-history.ts'
import { postgresSignalHistory } from '../../../src/adapters/postgres/signal-history.ts'
import { SIGNALS } from '../../../src/admission/rules.ts'
import {
  codeOf,
  lowConfidenceAt,
  type SignalValues,
  withChangedConfidence,
} from '../../../src/admission/signal-code.ts'
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
  values ($1, 1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, true, '1', '', 0)`

async function keep(
  id: string,
  startedAt: number,
  shown: SignalValues,
  leastConfidence: number | null,
  closed = true,
): Promise<void> {
  const row = JSON.stringify({ flags: { repeat_while_stalled: shown.repeat_while_stalled } })
  const facts = JSON.stringify({ leastConfidence })
  const { eligible, cta_not_clicked, no_order, repeated_question, fsm_stalled, long_silence, no_conversion } = shown
  const features = [cta_not_clicked, no_order, repeated_question, fsm_stalled, long_silence, no_conversion]
  const flags = [shown.low_confidence, shown.negative_feedback]
  await database.query(KEEP, [id, row, facts, startedAt, eligible, ...features, ...flags, closed])
}

test('what the database computes of a row is the number that the back-test reads', async () => {
  const shown = [
    ...SIGNALS.flatMap((signal) => [values({ [signal]: true }), values({ [signal]: null })]),
    values({}),
    Object.fromEntries(SIGNALS.map((signal) => [signal, null])) as unknown as SignalValues,
  ]
  for (const [i, one] of shown.entries()) await keep(`code-${i}`, 1000 + i, one, [null, 0, 0.42, 1][i % 4]!)
  const cells = await postgresRuleHistory(database).cells({ from: 1000, until: 1000 + shown.length }, null)
  expect(cells.map((cell) => cell.signals).sort()).toEqual(
    shown.map((one) => withChangedConfidence(codeOf(one), one.low_confidence)).sort(),
  )
  expect(new Set(cells.map((cell) => cell.doubt))).toEqual(new Set([10, 20, 12, 0]))
})

test('low confidence at another threshold is the same in the database and beside it', async () => {
  const sure = [null, 0, 0.07, 0.29, 0.5999999999, 0.6, 0.57, 0.58, 1, 1e-7]
  const plain = values({ eligible: true })
  for (const [i, least] of sure.entries()) {
    await keep(`low-${i}`, 3000 + i, plain, least)
    await keep(`low-open-${i}`, 3100 + i, plain, least, false)
  }
  const history = postgresRuleHistory(database)
  for (const low of [7, 29, 57, 58, 60, 100]) {
    for (const [i, least] of sure.entries()) {
      const hundredths = least === null ? 101 : Math.floor(Math.round(least * 1e10) / 1e8)
      const ids = [`low-${i}`, `low-open-${i}`]
      const told = await history.signalsOf(ids, { from: 3000, until: 3200 }, low)
      const expected = [hundredths, hundredths + 200].map((each) =>
        withChangedConfidence(codeOf(plain), lowConfidenceAt(each, low)),
      )
      expect(ids.map((id) => told.get(id))).toEqual(expected)
      expect(lowConfidenceAt(hundredths, low)).toBe(least !== null && least < low / 100)
    }
  }
  const seen = await postgresSignalHistory(database).seen(['low-5', 'low-open-5'], {
    from: 0,
    until: 9e12,
    assistant: null,
  })
  expect([seen.get('low-5')?.confidence, seen.get('low-open-5')?.confidence]).toEqual([60, 260])
})

test('examples: one of each part of the span, with these signals, at or after its instant, else before it', async () => {
  const [wanted, other] = [values({ eligible: true, low_confidence: true }), values({ eligible: true })]
  await keep('e1', 5010, wanted, 0.5)
  await keep('e2', 5050, wanted, 0.5)
  await keep('e3', 5060, other, 0.5)
  await keep('e4', 5120, wanted, 0.5)
  const history = postgresRuleHistory(database)
  const slot = (from: number, at: number, until: number) => ({ from, at, until })
  const found = (slots: ReturnType<typeof slot>[]) =>
    history.examples([withChangedConfidence(codeOf(wanted), true)], slots, null)
  expect(await found([slot(5000, 5020, 5100)])).toEqual(['e2'])
  expect(await found([slot(5000, 5055, 5100), slot(5100, 5110, 5200)])).toEqual(['e1', 'e4'])
  expect(await found([slot(5200, 5210, 5300)])).toEqual([])
})
