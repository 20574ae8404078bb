import { annotate, habitsOf, type SampleInHand } from '../../simulator/annotator.ts'
import type { TurnTruth } from '../../simulator/truth.ts'
import type { World } from '../../simulator/world.ts'
import { randomFrom } from '../../stats/random.ts'
import type { Api } from './api.ts'

interface QueueAnswer {
  readonly sample: SampleInHand & {
    readonly sample_id: string
    readonly conversation_id: string
    readonly lease_id: string
  }
}

/** What the annotators have done. */
export interface ReviewCount {
  samples: number
  turns: number
  seconds: number
  /** Single answers (labels and verdicts) that were wrong, and all of them. */
  wrong: number
  answers: number
}

/** The team of simulated annotators, who work off the queue over HTTP. */
export interface ReviewTeam {
  readonly count: ReviewCount
  /** Each person works off up to so many samples. */
  work(samplesEach: number): Promise<void>
}

export function openReviewTeam(
  world: World,
  seed: string,
  api: Api,
  truths: ReadonlyMap<string, TurnTruth>,
): ReviewTeam {
  const count: ReviewCount = { samples: 0, turns: 0, seconds: 0, wrong: 0, answers: 0 }

  /** Answers hang on the conversation, not on who happens to get it: the same seed, the same labels. */
  const seen = new Map<string, number>()
  const timesSeen = (conversationId: string) => {
    const times = (seen.get(conversationId) ?? 0) + 1
    seen.set(conversationId, times)
    return times
  }

  const personOf = (annotator: string): number => Number(annotator.slice('annotator-'.length)) - 1

  async function one(annotator: string): Promise<boolean> {
    const answer = await api.post<QueueAnswer | null>('/v1/queue/next', { annotator })
    if (answer === null) return false
    const { sample } = answer
    const random = randomFrom(`${seed}/review/${sample.conversation_id}/${timesSeen(sample.conversation_id)}`)
    const annotation = annotate(sample, truths, habitsOf(world, personOf(annotator)), random)
    await api.post(`/v1/samples/${encodeURIComponent(sample.sample_id)}/labels`, {
      lease_id: sample.lease_id,
      annotator,
      ...annotation,
    })
    note(annotation, sample)
    return true
  }

  function note(annotation: ReturnType<typeof annotate>, sample: SampleInHand): void {
    count.samples += 1
    count.seconds += annotation.seconds
    const faulty = sample.turns.some((turn) => (truths.get(turn.event_id)?.fault ?? 'none') !== 'none')
    const mistakes = annotation.turns.flatMap((turn) => {
      const truth = truths.get(turn.event_id)!
      return [turn.intent !== truth.intent, turn.objection !== truth.objection]
    })
    count.turns += annotation.turns.length
    count.answers += mistakes.length + 1
    count.wrong += mistakes.filter(Boolean).length + (annotation.at_fault === faulty ? 0 : 1)
  }

  return {
    count,
    async work(samplesEach) {
      const people = Array.from({ length: world.annotators.people }, (_, index) => `annotator-${index + 1}`)
      await Promise.all(
        people.map(async (person) => {
          for (let done = 0; done < samplesEach; done += 1) if (!(await one(person))) return
        }),
      )
    },
  }
}
