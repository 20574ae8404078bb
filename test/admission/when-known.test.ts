import fc from 'fast-check'
import { expect, test } from 'vitest'
import { admissionRow } from '../../src/admission/rules.ts'
import { whenKnown } from '../../src/admission/when-known.ts'
import { defaultConfig } from '../../src/features/config.ts'
import { conversationLink, features, fold, foldOutcomes, newConversation } from '../../src/features/conversation.ts'
import { actsFor, type OutcomeAct, outcomeAct } from '../../src/features/outcomes.ts'
import { FEATURE_NAMES } from '../../src/features/row.ts'
import { arbitraryEvents } from '../features/arbitrary-events.ts'

const state = arbitraryEvents.map((events) => {
  const folded = fold(
    newConversation('c'),
    events.filter((event) => event.conversationId === 'c'),
    defaultConfig,
  )
  const link = conversationLink(folded, defaultConfig)
  const acts = events.map(outcomeAct).filter((act) => act !== null && act.userId !== null) as OutcomeAct[]
  if (link !== null) foldOutcomes(folded, actsFor(link, acts), defaultConfig)
  return { folded, now: events.at(-1)?.receivedAt ?? 0 }
})

test('a value that is unknown becomes known at its moment, and not a millisecond before', () => {
  fc.assert(
    fc.property(state, ({ folded, now }) => {
      const rowAt = (at: number) => admissionRow(features(folded, at, defaultConfig))
      const known = whenKnown(folded, now, defaultConfig)
      for (const name of FEATURE_NAMES) {
        const at = known.features[name]
        if (rowAt(now).features[name] !== null) expect([name, at]).toEqual([name, null])
        else if (at !== null) {
          expect([name, at > now]).toEqual([name, true])
          expect([name, rowAt(at).features[name] !== null]).toEqual([name, true])
          expect([name, rowAt(at - 1).features[name]]).toEqual([name, null])
        }
      }
      if (known.flagged !== null) {
        expect(rowAt(known.flagged).flagged).not.toBeNull()
        expect(rowAt(known.flagged - 1).flagged).toBeNull()
      }
    }),
    { numRuns: 300 },
  )
})

test('whatever has started is known some day, and then final', () => {
  fc.assert(
    fc.property(state, ({ folded, now }) => {
      if (conversationLink(folded, defaultConfig) === null) return
      const known = whenKnown(folded, now, defaultConfig)
      const end = Math.max(now, ...Object.values(known.features).map((at) => at ?? 0), known.final ?? 0)
      const last = admissionRow(features(folded, end, defaultConfig))
      expect(FEATURE_NAMES.filter((name) => last.features[name] === null)).toEqual([])
      expect([last.flagged === null, last.flags.final]).toEqual([false, true])
    }),
    { numRuns: 300 },
  )
})
