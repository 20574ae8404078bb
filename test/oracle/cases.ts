import { readFileSync } from 'node:fs'

export interface SpecCase {
  name: string
  now: number
  lines: string[]
  expect: Record<string, { features?: object; flags?: object; flagged?: boolean | null; reasons?: string[] }>
}

/** The cases that accompany spec/features.md; an event may be a raw string (rubbish on the wire). */
export const specCases = (): SpecCase[] =>
  readFileSync(new URL('../spec/feature-cases.jsonl', import.meta.url), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { name: string; now: number; events: unknown[]; expect: SpecCase['expect'] })
    .map(({ name, now, events, expect }) => {
      const lines = events.map((event) => (typeof event === 'string' ? event : JSON.stringify(event)))
      return { name, now, lines, expect }
    })
