import { execFile } from 'node:child_process'
import { resolve } from 'node:path'
import { promisify } from 'node:util'
import { beforeAll, describe, expect, test } from 'vitest'
import type { DemoFigures } from '../../src/app/demo/demo-figures.ts'

// The demo as a newcomer runs it, once; each claim of its page is checked against the figures.
const BIN = resolve(import.meta.dirname, '../../bin/salesloop')
let figures: DemoFigures

beforeAll(async () => {
  const env = { ...process.env, CI: 'true' }
  const { stdout } = await promisify(execFile)(BIN, ['demo', '--json'], { env, maxBuffer: 1 << 26 })
  figures = JSON.parse(stdout) as DemoFigures
  process.stdout.write(
    `${JSON.stringify({ models: figures.models, flags: figures.flags, time: figures.time.total })}\n`,
  )
})

describe('two simulated weeks', () => {
  test('every conversation is known to the service, and every window has closed', () => {
    expect(figures.flags).toMatchObject({ conversations: figures.world.conversations, undecided: 0 })
  })

  test('nothing was lost and nobody went without an answer', () => {
    expect(figures.events).toMatchObject({ dropped: 0, unanswered: 0 })
  })

  test('the intent model got better on phrases that training never showed, by an interval above zero', () => {
    expect(figures.models.find((model) => model.task === 'intent')?.difference.low).toBeGreaterThan(0)
  })

  test('a candidate passed the gate, went out to a share of users and then to all', () => {
    expect(
      figures.rounds.filter(({ verdict, canary_at, live_at }) => verdict === 'pass' && canary_at && live_at),
    ).not.toEqual([])
    expect(figures.last_bundle).not.toBe(figures.first_bundle)
  })

  test('the world is honest: at least 30 % of faults leave no signal, at least 30 % of flags have no fault', () => {
    expect(figures.flags.faults_without_signal).toBeGreaterThanOrEqual(0.3)
    expect(figures.flags.flags_without_fault).toBeGreaterThanOrEqual(0.3)
  })

  test('the weighted estimates are nearer to the truth than the naive ones', () => {
    for (const { corrected, true_value, unweighted } of figures.live_accuracy) {
      expect(Math.abs(corrected.estimate! - true_value)).toBeLessThan(Math.abs(unweighted! - true_value))
    }
  })

  test('rules are worth more than chance, and reviews by the learned probability find more than by the rules', () => {
    const { rules, base, learned } = figures.evidence
    const sure = rules.find(({ reason }) => reason === 'low_confidence')
    expect(sure!.precision.low).toBeGreaterThan(base.high!)
    expect(learned!.at_budget!.difference.precision.low).toBeGreaterThan(0)
    expect(learned!.at_budget!.difference.recall.low).toBeGreaterThan(0)
    expect(learned!.parts!.learned.low).toBeGreaterThan(learned!.parts!.table.high!)
  })

  test('every bundle that answered shows its conversion with what is still open', () => {
    for (const { conversion, conversion_immature } of figures.conversion) {
      expect(conversion.of + conversion_immature).toBeGreaterThan(0)
    }
  })
})
