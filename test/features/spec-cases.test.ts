import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { AdmissionRow } from '../../src/admission/rules.ts'
import { defaultConfig } from '../../src/features/config.ts'
import { rowsOf } from '../../src/loop/replay.ts'

interface Case {
  readonly name: string
  readonly now: number
  readonly events: readonly (string | object)[]
  readonly expect: Readonly<Record<string, object>>
}

const root = join(import.meta.dirname, '../..')
const path = [join(root, '../shared/spec/feature-cases.jsonl'), join(root, 'test/spec/feature-cases.jsonl')].find(
  existsSync,
)
const cases: Case[] = readFileSync(path!, 'utf8')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => JSON.parse(line))

function rowsById(lines: Iterable<string>, now: number): Record<string, AdmissionRow> {
  return Object.fromEntries([...rowsOf(lines, now, defaultConfig).rows].map((row) => [row.conversation_id, row]))
}

const linesOf = (events: Case['events']): string[] =>
  events.map((event) => (typeof event === 'string' ? event : JSON.stringify(event)))

describe.each(cases)('$name', ({ now, events, expect: expected }) => {
  const lines = linesOf(events)

  test('as given', () => {
    expect(rowsById(lines, now)).toMatchObject(expected)
  })

  test('in any order, with any of them repeated', () => {
    const once = rowsById(lines, now)
    const shuffled = fc
      .array(fc.constantFrom(...lines), { maxLength: 8 })
      .chain((again) => fc.shuffledSubarray([...lines, ...again], { minLength: lines.length + again.length }))
    fc.assert(
      fc.property(shuffled, (log) => {
        expect(rowsById(log, now)).toEqual(once)
      }),
      { numRuns: 20 },
    )
  })
})
