import { expect, test } from 'vitest'
import type { DrawnSample, LabelledTurn, LabelReader, ReviewedUnit } from '../../src/labels/label-reader.ts'
import { type WatchScope, watch } from '../../src/loop/watch.ts'
import type { Unit } from '../../src/metrics/unit.ts'
import { columnReaderOf } from '../metrics/columns-of-units.ts'
import { unit } from '../metrics/unit.ts'
import { labelledTurn } from '../training/labelled.ts'

const windows = { feedbackWindowMs: 1, graceMs: 1 }

/** 3 flagged and 7 control conversations in an early span, as many in a late one; two of each stratum are drawn. */
const conversations: Unit[] = ['early', 'late'].flatMap((span, s) =>
  Array.from({ length: 10 }, (_, i) => {
    const stratum = i < 3 ? 'flagged' : 'control'
    return unit({ conversationId: `${span}${i}`, userId: `${span}${i}`, startedAt: 100 * (s + 1), stratum })
  }),
)
const isDrawn = ({ conversationId }: Unit): boolean => /[0145]$/.test(conversationId)
const drawn: DrawnSample[] = conversations.filter(isDrawn).map(({ conversationId, userId, stratum }) => ({
  sampleId: conversationId,
  conversationId,
  userId,
  stratum: stratum!,
  inclusionProbability: stratum === 'flagged' ? 0.5 : 0.1,
  predictedTurns: 1,
  state: conversationId.startsWith('late') && stratum === 'control' ? 'expired' : 'labelled',
}))
const reviewed: ReviewedUnit[] = drawn
  .filter((sample) => sample.state === 'labelled')
  .map((sample) => ({ ...sample, atFault: sample.stratum === 'flagged', part: null, annotators: [], labelledAt: 1 }))

const labels: LabelReader = {
  labelledTurns: async () => [],
  labelledCounts: async () => ({ intent: 0, objection: 0 }),
  reviewed: async () => reviewed,
  responses: async () => [],
  drawn: async () => drawn,
}
const ports = {
  columns: columnReaderOf(conversations),
  labels,
  satisfaction: { latest: async () => null },
  history: { wentLive: async () => [], labelledAt: async () => [] },
}
const figuresIn = (scope: Partial<WatchScope>) =>
  watch({ by: [], from: null, to: null, ...scope }, 1000, windows, ports)
const figureIn = async (scope: Partial<WatchScope>, name: string) =>
  (await figuresIn(scope)).figures.find((each) => each.figure === name)

test.each([
  { scope: {}, numerator: 2, denominator: 8 },
  { scope: { to: 200 }, numerator: 0, denominator: 4 },
  { scope: { from: 200 }, numerator: 2, denominator: 4 },
])('non-response of $scope: $numerator of $denominator', async ({ scope, numerator, denominator }) => {
  expect(await figureIn(scope, 'non_response')).toMatchObject({ numerator, denominator })
})

test('the failure rate weighs the strata by their true sizes', async () => {
  expect((await figureIn({ to: 200 }, 'failure_rate'))?.estimate).toBeCloseTo(0.3, 12)
})

test('a stratum of which nobody was reviewed: the weights of inclusion stay', async () => {
  expect((await figureIn({ from: 200 }, 'failure_rate'))?.estimate).toBe(1)
})

test('a rate is settled when no unit can change it and its day is over', async () => {
  expect(await figureIn({}, 'hand_over')).toMatchObject({ immature: 0, settled: true })
  expect(await figureIn({ by: ['day'] }, 'hand_over')).toMatchObject({ group: '1970-01-01', settled: false })
})

test('samples that still wait make a weighted figure unsettled', async () => {
  const waiting = {
    ...ports,
    labels: { ...labels, drawn: async () => drawn.map((each) => ({ ...each, state: 'waiting' as const })) },
  }
  const { figures } = await watch({ by: ['channel'], from: null, to: null }, 1000, windows, waiting)
  expect(figures.find((each) => each.figure === 'failure_rate')).toMatchObject({ immature: 8, settled: false })
})

test('a cross of groupings, page by page, gives each group once', async () => {
  const by = ['bundle', 'language'] as const
  const crossed = conversations.map((each, i) => ({
    ...each,
    bundle: `b-${i % 2}`,
    language: i % 3 === 0 ? 'zh' : 'en',
  }))
  const read = {
    ...ports,
    columns: columnReaderOf(crossed),
  }
  const seen: string[] = []
  for (let after: string | null = null, pages = 0; pages < 9; pages++) {
    const scope: WatchScope = { by, from: null, to: null, figures: new Set(['hand_over']), page: { after, limit: 3 } }
    const { figures, next } = await watch(scope, 1000, windows, read)
    seen.push(...figures.map((each) => `${each.groups.bundle} ${each.groups.language}: ${each.denominator}`))
    after = next
    if (after === null) break
  }
  expect(seen).toEqual(['b-0 en: 6', 'b-0 zh: 4', 'b-1 en: 7', 'b-1 zh: 3'])
})

test('where a task is predicted on a part of the turns, a census shows exactly the accuracy of that part', async () => {
  const all = conversations.map((each, i) => ({ ...each, predictedTurnCount: 1, sampleId: each.conversationId, i }))
  const turns: LabelledTurn[] = all.map(({ conversationId, userId, stratum, i }) => {
    const flagged = stratum === 'flagged'
    return labelledTurn({
      ...{ conversationId, sampleId: conversationId, userId, stratum: stratum!, inclusionProbability: 1 },
      ...{ predictedTurns: 1, labelledAt: 1 },
      // Every control turn has an objection predicted, and rightly; of the flagged ones a third, and wrongly.
      prediction: {
        ...{ intent: 'buy', intentConfidence: 1, objectionConfidence: null },
        objection: flagged && i % 10 !== 0 ? null : 'none',
      },
      label: { intent: 'buy', objection: flagged ? 'price' : 'none' },
    })
  })
  const census: DrawnSample[] = all.map(({ conversationId, userId, stratum }) => ({
    ...{ sampleId: conversationId, conversationId, userId, stratum: stratum!, inclusionProbability: 1 },
    ...{ predictedTurns: 1, state: 'labelled' },
  }))
  const counted = {
    ...ports,
    columns: columnReaderOf(all),
    labels: { ...labels, labelledTurns: async () => turns, drawn: async () => census },
  }
  const { figures } = await watch({ by: [], from: null, to: null }, 1000, windows, counted)
  const accuracy = (task: string) => figures.find(({ figure }) => figure === `live_accuracy_${task}`)?.estimate
  expect(accuracy('objection')).toBeCloseTo(14 / 16, 12)
  expect(accuracy('intent')).toBe(1)
})
