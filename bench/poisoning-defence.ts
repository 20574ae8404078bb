import type { SourceSuspicion, Trial } from '../src/labels/annotator-suspicion.ts'
import { majority } from '../src/labels/consensus.ts'
import { trustOf } from '../src/labels/trust.ts'
import { Witness } from '../src/labels/witness.ts'
import { fitClassifier } from '../src/models/classifier.ts'
import { nearDuplicates } from '../src/models/near-duplicates.ts'
import { suspectUsers, type UserActivity } from '../src/monitoring/poison-users.ts'
import type { LabelledText } from '../src/simulator/examples.ts'
import type { Candidate } from '../src/training/candidate.ts'
import { type Caps, defaultCaps } from '../src/training/caps.ts'
import { type Hold, withoutHeld } from '../src/training/holds.ts'
import { hashText, takeSnapshot } from '../src/training/snapshot.ts'
import type { Answer, Played } from './poisoning-world.ts'

export interface Material {
  readonly candidates: readonly Candidate[]
  readonly texts: ReadonlyMap<string, string>
  readonly trials: readonly Trial[]
}

const EARLY_CAPS: Caps = { lowQualityShare: defaultCaps.lowQualityShare, lowQualityShareOfUser: 1 - 1e-9 }

/** What training would be offered: the examples of the first model, and what people agree on. */
export function materialOf(examples: readonly LabelledText[], answers: readonly Answer[]): Material {
  const texts = new Map<string, string>()
  const imported = examples.map(({ text, label }, i): Candidate => {
    texts.set(`x${i}`, text)
    const nobody = { userId: null, conversationId: null, labelledAt: 0 }
    return {
      task: 'intent',
      source: 'example',
      textId: `x${i}`,
      label,
      labelIds: [],
      quality: 'normal',
      weight: 1,
      ...nobody,
    }
  })
  const trials: Trial[] = []
  const reviewed = [...Map.groupBy(answers, ({ truth }) => truth.user_event_id)].flatMap(
    ([textId, given]): Candidate[] => {
      texts.set(textId, given[0]!.truth.text)
      for (const mine of given)
        for (const other of given)
          if (other !== mine)
            trials.push({
              kind: 'peers',
              unit: textId,
              source: mine.annotator,
              task: 'intent',
              expected: other.intent,
              given: mine.intent,
            })
      const { choice } = majority(given.map(({ intent }) => intent))
      if (choice === null) return []
      const { userId, at, truth } = given[0]!
      const from = { userId, conversationId: truth.conversation_id, labelledAt: at }
      const annotators = given.map(({ annotator }) => annotator)
      const what = {
        task: 'intent',
        source: 'turn',
        textId,
        label: choice,
        labelIds: [textId],
        quality: 'normal',
        weight: 1,
      } as const
      return [{ ...what, ...from, annotators }]
    },
  )
  return { candidates: [...imported, ...reviewed], texts, trials }
}

/** What the watch finds and holds, before anybody has decided. */
export function holdsOf({ candidates, texts, trials }: Material, users: readonly UserActivity[]): Hold[] {
  const told = candidates.map((each) => ({
    textId: each.textId,
    text: texts.get(each.textId)!,
    label: each.label,
    sources: each.annotators ?? ['import'],
    group: each.userId ?? `${each.source} ${each.textId}`,
    at: each.labelledAt,
  }))
  const witness = new Witness(told)
  const testimonies = told.map((_, i) => witness.testimony(i))
  const { phrases, sources } = trustOf('intent', told, testimonies, trials, (source) => source !== 'import')
  return [
    ...sources.filter(({ suspected }) => suspected).map(annotatorHold),
    ...phrases.map(({ phraseId, label }): Hold => ({ kind: 'phrase', task: 'intent', phraseId, label })),
    ...[...new Set(suspectUsers(users).map(({ userId }) => userId))].map((userId): Hold => ({ kind: 'user', userId })),
  ]
}

function annotatorHold({ source: annotator, onOneClass, worst }: SourceSuspicion): Hold {
  if (!onOneClass) return { kind: 'annotator', annotator }
  return { kind: 'annotator', annotator, only: { task: 'intent', label: worst!.instead! } }
}

/** A model from what is offered: with caps and holds, or as it would be without either. */
export function modelFrom({ candidates, texts }: Material, holds: readonly Hold[] | null) {
  const textOf = ({ textId }: { textId: string }) => texts.get(textId) ?? null
  const free = holds === null ? candidates : withoutHeld(candidates, holds, textOf)
  const clusters = nearDuplicates(free.map(({ textId }) => texts.get(textId)!))
  const snapshot = takeSnapshot(
    free.map((each, i) => ({ ...each, duplicates: String(clusters[i]) })),
    (ref) => hashText(textOf(ref)!),
    { caps: holds === null ? EARLY_CAPS : defaultCaps, replayLimit: 50_000, parent: null },
  )
  return fitClassifier(
    snapshot.items.map(({ textId, label, weight }) => ({ text: texts.get(textId)!, label, weight })),
    { seed: 1 },
  )
}

export function activityOf({ decided }: Played): UserActivity[] {
  const byUser = Map.groupBy(decided, ({ final }) => final.facts.users[0] ?? final.conversationId)
  return [...byUser].map(([userId, own]) => {
    const facts = own.map(({ final }) => final.facts)
    const count = (is: (fact: (typeof facts)[number]) => boolean): number => facts.filter(is).length
    return {
      ...{ userId, conversations: own.length },
      negative: count(({ ratings }) => ratings.some((rating) => rating <= 2)),
      positive: count(({ ratings }) => ratings.some((rating) => rating >= 4)),
      offered: count(({ ctasSent }) => ctasSent > 0),
      clicked: count(({ clicked, ctasSent }) => ctasSent > 0 && clicked === true),
    }
  })
}
