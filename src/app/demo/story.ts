import { createClient, type LoopClient } from '../../client/client.ts'
import type { ClientStats } from '../../client/options.ts'
import { dayStart, daysOf, eraOf } from '../../simulator/arrivals.ts'
import { createTimeline } from '../../simulator/timeline.ts'
import type { TurnTruth } from '../../simulator/truth.ts'
import type { World } from '../../simulator/world.ts'
import { type Api, openApi } from './api.ts'
import { begin, messagesOf } from './begin.ts'
import { type Evaluation, lookAtCanary, retrain, startCanary } from './learn.ts'
import { type ProbeAnswer, probe } from './probe.ts'
import { openReviewTeam, type ReviewCount, type ReviewTeam } from './review.ts'
import { type KnownTruth, openShop, type Shop } from './shop.ts'
import type { Stopwatch } from './stopwatch.ts'

/** One round from labels to customers. Instants are epoch milliseconds of the simulated time. */
export interface Round {
  readonly at: number
  readonly labelledSamples: number
  readonly runId: string
  readonly snapshot: string | null
  readonly candidate: string | null
  readonly evaluation: Evaluation | null
  canaryAt: number | null
  liveAt: number | null
  /** When its figures took it back. */
  stoppedAt: number | null
  /** What the canary was decided on, or what spoke against it when it was last asked. */
  canaryFindings: readonly string[]
}

/** Everything that the figures are made from. */
export interface Telling {
  readonly world: World
  readonly seed: string
  readonly truth: KnownTruth
  readonly rounds: readonly Round[]
  readonly firstBundle: string
  readonly lastBundle: string
  readonly handWritten: number
  /** Messages of the test week, and what the first and the last bundle said about each. */
  readonly held: readonly TurnTruth[]
  readonly before: readonly (ProbeAnswer | null)[]
  readonly after: readonly (ProbeAnswer | null)[]
  readonly review: ReviewCount
  readonly client: ClientStats
}

export interface Teller {
  readonly world: World
  readonly seed: string
  readonly url: string
  /** What the service lets in; null = it asks for none. */
  readonly apiKey: string | null
  readonly stopwatch: Stopwatch
  /** Told once per simulated day. */
  progress(line: string): void
}

const HOUR = 3_600_000
const HELD_OUT_MESSAGES = 1500
/** After the last day of traffic, until every window that decides something has closed. */
export const QUIET_DAYS = 5
const WORK_FROM = 9
const WORK_HOURS = 9
/** The canary's ramp runs by itself; this is how often its outcome is read. */
const CANARY_LOOK_HOURS = 6
const FIRST_TRAINING_DAY = 3

interface Scene {
  readonly teller: Teller
  readonly api: Api
  readonly shop: Shop
  readonly team: ReviewTeam
  readonly rounds: Round[]
}

/** Plays the whole demo against a running service whose clock follows the events. */
export async function tell(teller: Teller): Promise<Telling> {
  const { world, seed, url, apiKey, stopwatch } = teller
  const api = openApi(url, apiKey)
  const key = apiKey === null ? {} : { apiKey }
  const client = createClient({ url, ...key, predictTimeoutMs: 10_000, maxBufferedEvents: 200_000, batchEvents: 500 })
  const truth: KnownTruth = { turns: new Map(), conversations: new Map() }
  const first = await stopwatch.on('first model', () => begin(world, seed, api))
  const held = messagesOf(world, `${seed}/held-out`, 'test', HELD_OUT_MESSAGES)
  const before = await stopwatch.on('held-out messages', () => probe(client, first.bundle, held))
  const scene: Scene = {
    teller,
    api,
    shop: openShop({ timeline: createTimeline(world, seed), client, api, truth, stopwatch }),
    team: openReviewTeam(world, seed, api, truth.turns),
    rounds: [],
  }
  await playDays(scene, client)
  const { live } = await api.get<{ live: string | null }>('/v1/releases')
  const after = await stopwatch.on('held-out messages', () => probe(client, live!, held))
  return {
    world,
    seed,
    truth,
    rounds: scene.rounds,
    firstBundle: first.bundle,
    lastBundle: live!,
    handWritten: first.examples,
    held,
    before,
    after,
    review: scene.team.count,
    client: await client.close(),
  }
}

async function playDays(scene: Scene, client: LoopClient): Promise<void> {
  const { world } = scene.teller
  const days = daysOf(world)
  const trainings = trainingDays(world)
  for (let day = 0; day < days + QUIET_DAYS; day += 1) {
    if (trainings.includes(day)) await improve(scene, dayStart(world, day))
    await playDay(scene, day)
    scene.teller.progress(dayLine(scene, day, client))
  }
}

/** Early in the first week, and when the weeks begin whose phrases nobody has labelled yet. */
function trainingDays(world: World): number[] {
  const days = Array.from({ length: daysOf(world) }, (_, day) => day)
  const last = days.find((day) => eraOf(world, day) === 'test') ?? Math.floor(days.length / 2)
  return [FIRST_TRAINING_DAY, last].filter((day, index, all) => day > 0 && all.indexOf(day) === index && day <= last)
}

async function playDay({ teller, shop, team, rounds, api }: Scene, day: number): Promise<void> {
  const { world, stopwatch } = teller
  const { samplesPerDay } = world.annotators
  for (let hour = 1; hour <= 24; hour += 1) {
    const at = dayStart(world, day) + hour * HOUR
    await shop.openUntil(at)
    const worked = hour - WORK_FROM
    if (worked > 0 && worked <= WORK_HOURS) {
      const share =
        Math.ceil((samplesPerDay * worked) / WORK_HOURS) - Math.ceil((samplesPerDay * (worked - 1)) / WORK_HOURS)
      await stopwatch.on('annotate', () => team.work(share))
    }
    if (hour % CANARY_LOOK_HOURS === 0) await stopwatch.on('train and release', () => lookAtCanaries(rounds, api))
  }
}

async function improve({ teller, api, team, rounds }: Scene, at: number): Promise<void> {
  await teller.stopwatch.on('train and release', async () => {
    const run = await retrain(api)
    const round: Round = {
      at,
      labelledSamples: team.count.samples,
      runId: run.run_id,
      snapshot: run.snapshot,
      candidate: run.candidate_bundle,
      evaluation: run.evaluation,
      canaryAt: null,
      liveAt: null,
      stoppedAt: null,
      canaryFindings: [],
    }
    rounds.push(round)
    if (run.evaluation?.verdict !== 'pass' || run.candidate_bundle === null) return
    await startCanary(api, run.candidate_bundle)
    round.canaryAt = at
  })
}

/** The newest canary is the one that runs. */
async function lookAtCanaries(rounds: readonly Round[], api: Api): Promise<void> {
  const round = rounds.findLast((one) => one.canaryAt !== null)
  if (round === undefined || round.candidate === null || round.liveAt !== null || round.stoppedAt !== null) return
  const { release, stopped, findings } = await lookAtCanary(api, round.candidate)
  round.canaryFindings = findings
  if (release === null) return
  if (stopped) round.stoppedAt = release.at
  else round.liveAt = release.at
}

function dayLine({ teller, team, rounds }: Scene, day: number, client: LoopClient): string {
  const { world } = teller
  const name = new Date(dayStart(world, day) + world.utcOffsetHours * HOUR).toISOString().slice(0, 10)
  const kind = day < daysOf(world) ? `${eraOf(world, day)} week` : 'quiet'
  const { delivered } = client.stats()
  const released = rounds.filter((round) => round.liveAt !== null).length
  return `day ${String(day + 1).padStart(2)}  ${name}  ${kind.padEnd(13)}  ${delivered} events  ${team.count.samples} samples reviewed  ${rounds.length} models trained, ${released} released`
}
