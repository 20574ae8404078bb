import type { Understanding } from '../assistant/assistant.ts'
import { randomFrom } from '../stats/random.ts'
import { adversaryVisits, arrivalsOf, dayStart, daysOf, openVisit } from './arrivals.ts'
import { converse } from './conversation.ts'
import { createJournal, type Journal } from './journal.ts'
import type { Ask, Visit, VisitOutcome } from './visit.ts'
import type { World } from './world.ts'

/**
 * A world that runs: whoever drives it asks for the customers' messages up to a moment, gives back what the assistant
 * understood, and takes what happened. What is drawn depends on the seed and on the answers alone, not on the order
 * in which conversations are answered.
 */
export interface Timeline extends Pick<Journal, 'takeEvents' | 'takeTruths'> {
  /** Messages written before `until` that wait for an answer, in order of time. Answering one may bring the next. */
  asks(until: number): Ask[]
  /** @param understanding null when the assistant got no prediction */
  answer(conversationId: string, understanding: Understanding | null): void
  /** First moment after the last day of arrivals. */
  readonly endsAt: number
}

interface Running {
  readonly visit: Visit
  readonly play: Generator<Ask, VisitOutcome, Understanding | null>
}

/** @param prefix of the conversations' ids, so that a second timeline can follow a first one into the same shop */
export function createTimeline(world: World, seed: string, prefix = 'c'): Timeline {
  const journal = createJournal(world, randomFrom(`${seed}/journal`))
  const running = new Map<string, Running>()
  const asking = new Map<string, Ask>()
  const expected: Visit[] = []
  const endsAt = dayStart(world, daysOf(world))
  let known = 0
  let plannedDays = 0

  function plan(until: number): void {
    while (plannedDays < daysOf(world) && dayStart(world, plannedDays) < until) {
      const arrivals = arrivalsOf(world, seed, plannedDays, known, prefix)
      expected.push(...arrivals.visits, ...adversaryVisits(world, seed, plannedDays, prefix))
      known = arrivals.known
      plannedDays += 1
    }
  }

  function open(until: number): void {
    for (let at = expected.length - 1; at >= 0; at -= 1) {
      const visit = expected[at]!
      if (visit.at >= until) continue
      expected.splice(at, 1)
      const play = converse(visit, world, randomFrom(`${seed}/talk/${visit.conversationId}`), journal)
      running.set(visit.conversationId, { visit, play })
      goOn(visit.conversationId, play.next())
    }
  }

  function goOn(id: string, step: IteratorResult<Ask, VisitOutcome>): void {
    if (step.done !== true) {
      asking.set(id, step.value)
      return
    }
    const { visit } = running.get(id)!
    running.delete(id)
    expectBack(visit, step.value.comesBackAt)
  }

  function expectBack(visit: Visit, at: number | null): void {
    if (at === null || at >= endsAt || visit.customer.adversary) return
    const number = Number(visit.customer.userId.slice('u-'.length))
    expected.push(openVisit(world, seed, { id: `${visit.conversationId}b`, number, at, anonymous: false }))
  }

  return {
    endsAt,
    asks(until) {
      plan(until)
      open(until)
      return [...asking.values()].filter((ask) => ask.at < until).sort((a, b) => a.at - b.at)
    },
    answer(conversationId, understanding) {
      if (!asking.delete(conversationId)) throw new Error(`${conversationId} has not asked anything`)
      goOn(conversationId, running.get(conversationId)!.play.next(understanding))
    },
    takeEvents: journal.takeEvents,
    takeTruths: journal.takeTruths,
  }
}
