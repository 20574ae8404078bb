import { describe, expect, test } from 'vitest'
import { type Consequence, consequencesOf, type Order } from '../../../web/pages/models/consequence.ts'
import { actionsFor, subjectOf } from '../../../web/pages/models/possible.ts'
import type { JudgedVersion, LedgerLine, ReleaseFacts, RunningCanary } from '../../../web/pages/models/release-facts.ts'
import { standingOf } from '../../../web/pages/models/standing.ts'
import { type Sentence, summaryOf, versionSentence } from '../../../web/pages/models/summary.ts'

const canary: RunningCanary = {
  bundle: 'b-3',
  share: 0.05,
  since: 40,
  started_at: 40,
  paused: false,
  stages: [0.05, 0.25],
}
const line = (at: number, live: string | null, onTrial: string | null = null, who = 'mia'): LedgerLine => ({
  at,
  who,
  live,
  canary: onTrial === null ? null : { bundle: onTrial },
  earlier: ['b-1'],
})
/** b-1 went live, b-2 was tried and went live, b-3 was tried and taken back. Newest first. */
const PAST = [
  line(50, 'b-2', null, 'guardrail'),
  line(40, 'b-2', 'b-3'),
  line(30, 'b-2', null, 'ramp'),
  line(20, 'b-1', 'b-2'),
  line(10, 'b-1'),
]
const calm: ReleaseFacts = { live: 'b-2', canary: null, ledger: PAST }
const onTrial: ReleaseFacts = { live: 'b-2', canary, ledger: PAST.slice(1) }
const never: ReleaseFacts = { live: null, canary: null, ledger: [] }

describe('where a version stands', () => {
  test.each([
    ['live for all', 'b-2', calm, { stage: 'live', share: 1, since: 30 }],
    ['live for the rest', 'b-2', onTrial, { stage: 'live', share: 0.95, since: 30 }],
    ['on trial', 'b-3', onTrial, { stage: 'canary', share: 0.05, since: 40 }],
    ['was live', 'b-1', calm, { stage: 'earlier', share: 0, since: 30 }],
    ['was taken back', 'b-3', calm, { stage: 'taken_back', share: 0, since: 50 }],
    ['never had users', 'b-4', calm, { stage: 'candidate', share: 0, since: null }],
  ] as const)('%s', (_name, bundle, facts, expected) => {
    expect(standingOf(bundle, facts)).toEqual(expected)
  })
})

const version = (id: string, some: Partial<JudgedVersion> = {}): JudgedVersion => ({
  id,
  verdict: 'pass',
  against: 'b-2',
  ...some,
})

describe('the sentence about the versions', () => {
  test.each<readonly [string, JudgedVersion | null, ReleaseFacts, Sentence[]]>([
    ['nothing is live', version('b-1'), never, [{ key: 'nothing' }]],
    ['the newest is live', version('b-2'), calm, [{ key: 'liveSince', bundle: 'b-2', at: 30 }, { key: 'newestLive' }]],
    [
      'the newest was taken back by its figures',
      version('b-3'),
      calm,
      [
        { key: 'liveSince', bundle: 'b-2', at: 30 },
        { key: 'takenBackByFigures', bundle: 'b-3', at: 50 },
      ],
    ],
    ['one is on trial', version('b-3'), onTrial, [{ key: 'canary', live: 'b-2', bundle: 'b-3', share: 0.05, at: 40 }]],
    [
      'one is on trial and paused, a newer one waits',
      version('b-4'),
      { ...onTrial, canary: { ...canary, paused: true } },
      [
        { key: 'canaryPaused', live: 'b-2', bundle: 'b-3', share: 0.05, at: 40 },
        { key: 'waits', bundle: 'b-4' },
      ],
    ],
  ])('%s', (_name, newest, facts, expected) => {
    expect(summaryOf(newest, facts)).toEqual(expected)
  })

  test.each<readonly [string, JudgedVersion, Sentence['key']]>([
    ['passed beside what is live', version('b-4'), 'waits'],
    ['refused', version('b-4', { verdict: 'refuse' }), 'refused'],
    ['cannot tell', version('b-4', { verdict: 'inconclusive' }), 'inconclusive'],
    ['passed beside what is no longer live', version('b-4', { against: 'b-1' }), 'outdated'],
    [
      'compared again since: the newest verdict beside what is live counts',
      version('b-4', {
        against: 'b-1',
        verdicts: [
          { verdict: 'refuse', against: 'b-2' },
          { verdict: 'pass', against: 'b-2' },
        ],
      }),
      'refused',
    ],
    ['was live', version('b-1'), 'earlier'],
  ])('of a version: %s', (_name, judged, key) => {
    expect(versionSentence(judged, calm).map((each) => each.key)).toEqual([key])
  })
})

describe('what an order will do', () => {
  const of = (order: Partial<Order> & Pick<Order, 'action'>, facts: ReleaseFacts, automatic = true): Consequence[] =>
    consequencesOf({ bundle: null, share: 0.1, ...order }, { ...facts, earlier: ['b-1'] }, automatic)

  test.each<readonly [string, Consequence[], Consequence[]]>([
    [
      'promote another while a canary runs: everybody changes, and the canary loses its users',
      of({ action: 'promote', bundle: 'b-4' }, onTrial),
      [
        { key: 'canaryEnds', bundle: 'b-3', share: 0.05 },
        { key: 'everyone', bundle: 'b-4' },
        { key: 'everyoneLeaves', bundle: 'b-2' },
        { key: 'asksGate' },
      ],
    ],
    [
      'promote the canary',
      of({ action: 'promote', bundle: 'b-3' }, onTrial),
      [{ key: 'canaryToEveryone', bundle: 'b-3', before: 0.05, from: 'b-2' }, { key: 'asksFigures' }],
    ],
    [
      'a canary',
      of({ action: 'canary', bundle: 'b-4' }, calm),
      [{ key: 'canaryBegins', bundle: 'b-4', share: 0.1, from: 'b-2' }, { key: 'rampGoesOn' }, { key: 'asksGate' }],
    ],
    [
      'advance to the next share',
      of({ action: 'advance' }, onTrial),
      [{ key: 'canaryGrows', bundle: 'b-3', share: 0.25, before: 0.05 }, { key: 'asksFigures' }],
    ],
    [
      'advance from the last share is for everyone',
      of({ action: 'advance' }, { ...onTrial, canary: { ...canary, share: 0.25 } }),
      [{ key: 'canaryToEveryone', bundle: 'b-3', before: 0.25, from: 'b-2' }, { key: 'asksFigures' }],
    ],
    [
      'roll back a canary',
      of({ action: 'rollback' }, onTrial),
      [{ key: 'backToLive', bundle: 'b-2', from: 'b-3', share: 0.05 }],
    ],
    [
      'roll back without a canary',
      of({ action: 'rollback' }, calm),
      [{ key: 'backToEarlier', bundle: 'b-1', from: 'b-2' }, { key: 'keepsRules' }, { key: 'noGate' }],
    ],
    [
      'roll back to a named one while a canary runs',
      of({ action: 'rollback', bundle: 'b-1' }, onTrial),
      [
        { key: 'canaryEnds', bundle: 'b-3', share: 0.05 },
        { key: 'backTo', bundle: 'b-1', from: 'b-2' },
        { key: 'keepsRules' },
        { key: 'noGate' },
      ],
    ],
    ['abandon', of({ action: 'abandon' }, onTrial), [{ key: 'backToLive', bundle: 'b-2', from: 'b-3', share: 0.05 }]],
    ['pause', of({ action: 'pause' }, onTrial), [{ key: 'pauses', bundle: 'b-3', share: 0.05 }]],
  ])('%s', (_name, told, expected) => {
    expect(told).toEqual(expected)
  })

  test('with nothing earlier it says so', () => {
    expect(consequencesOf({ action: 'rollback', bundle: null, share: 0 }, { ...calm, earlier: [] }, true)).toEqual([
      { key: 'nothingBefore' },
    ])
  })
})

describe('what can be ordered', () => {
  test.each([
    ['of what is live', null, calm, [], ['rollback']],
    ['of the first one', null, { ...calm, ledger: [{ ...PAST[0]!, earlier: [] }] }, [], []],
    ['of a canary', null, onTrial, [], ['advance', 'promote', 'pause', 'abandon']],
    [
      'of a paused canary, with approval',
      'b-3',
      { ...onTrial, canary: { ...canary, paused: true } },
      ['live'],
      ['advance', 'promote', 'resume', 'approve', 'abandon'],
    ],
    ['of an earlier one', 'b-1', calm, [], ['canary', 'promote', 'rollback']],
    ['of a candidate, with approval', 'b-4', calm, ['canary'], ['canary', 'promote', 'approve']],
    ['of the first candidate', 'b-1', never, [], ['promote']],
  ] as const)('%s', (_name, bundle, facts, approval, expected) => {
    expect(actionsFor(bundle, facts, approval)).toEqual(expected)
  })
})

test('nobody is asked to roll back to the version that is live', () => {
  expect([subjectOf('b-2', calm), subjectOf('b-1', calm), subjectOf(null, calm)]).toEqual([null, 'b-1', null])
  expect(subjectOf('b-2', onTrial)).toBe('b-2')
})
