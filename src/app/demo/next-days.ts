import { createClient } from '../../client/client.ts'
import { dayStart, daysOf } from '../../simulator/arrivals.ts'
import { createTimeline } from '../../simulator/timeline.ts'
import { parseWorld } from '../../simulator/world.ts'
import { openApi } from './api.ts'
import { openReviewTeam } from './review.ts'
import { type KnownTruth, openShop } from './shop.ts'
import { QUIET_DAYS, type Teller } from './story.ts'

const HOUR = 3_600_000
const TRAFFIC_DAYS = 2
const CONVERSATIONS_PER_DAY = 200
/** Until most absences of those days are known. */
const WAIT_DAYS = 2
/** Every third sample is answered by two people, so that there is agreement to measure. */
const OVERLAP = 0.34
/** The team does so much of it; the rest waits for whoever opens the console. */
const SAMPLES_EACH = 8

/**
 * After the two weeks that the page tells of: the shop goes on for two days, under an overlap, and the team leaves work
 * behind, so that whoever opens the console finds conversations to judge, people who disagree, and labels to compare.
 */
export async function playNextDays({ world, seed, url, apiKey, stopwatch }: Teller): Promise<void> {
  const api = openApi(url, apiKey)
  const startAt = dayStart(world, daysOf(world) + QUIET_DAYS)
  const next = parseWorld({
    ...world,
    startAt,
    weeks: [world.weeks.at(-1)!],
    traffic: {
      ...world.traffic,
      conversationsPerDay: Math.min(CONVERSATIONS_PER_DAY, world.traffic.conversationsPerDay),
    },
  })
  const { policy } = await api.get<{ policy: { budget: number; control_rate: number; seed: string } }>('/v1/pool')
  const { budget, control_rate, seed: drawSeed } = policy
  await api.put('/v1/pool/policy', { budget, control_rate, seed: drawSeed, overlap: OVERLAP })
  const key = apiKey === null ? {} : { apiKey }
  const client = createClient({ url, ...key, predictTimeoutMs: 10_000, maxBufferedEvents: 200_000, batchEvents: 500 })
  const truth: KnownTruth = { turns: new Map(), conversations: new Map() }
  const shop = openShop({ timeline: createTimeline(next, `${seed}/after`, 'd'), client, api, truth, stopwatch })
  const team = openReviewTeam(next, `${seed}/after`, api, truth.turns)
  for (let hour = 4; hour <= 24 * TRAFFIC_DAYS; hour += 4) await shop.openUntil(startAt + hour * HOUR)
  await client.close()
  await api.post('/v1/clock', { now: startAt + 24 * HOUR * (TRAFFIC_DAYS + WAIT_DAYS) })
  await team.work(SAMPLES_EACH)
}
