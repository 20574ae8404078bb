import { setTimeout as sleep } from 'node:timers/promises'
import { LoopError } from '../../errors/loop-error.ts'
import type { Api } from './api.ts'

/** A training run as GET /v1/training/:run_id shows it. */
export interface RunAnswer {
  readonly run_id: string
  readonly state: 'queued' | 'running' | 'done' | 'failed' | 'refused'
  readonly snapshot: string | null
  readonly candidate_bundle: string | null
  readonly evaluation: Evaluation | null
  readonly error: { readonly code: string; readonly message: string } | null
}

export interface Evaluation {
  readonly verdict: 'pass' | 'refuse' | 'inconclusive'
  readonly reasons: readonly {
    readonly rule: string
    readonly task: string
    readonly verdict: string
    readonly text: string
  }[]
}

const POLL_MS = 50
const PATIENCE_MS = 120_000

/** Waits until a run is over. Throws LOOP_DEMO_STEP_FAILED when it fails or takes too long. */
export async function finishedRun(api: Api, runId: string): Promise<RunAnswer> {
  for (let waited = 0; waited < PATIENCE_MS; waited += POLL_MS) {
    const run = await api.get<RunAnswer>(`/v1/training/${runId}`)
    if (run.state === 'failed') throw failed(`Training run ${runId} failed: ${run.error?.code} ${run.error?.message}`)
    if (run.state !== 'queued' && run.state !== 'running') return run
    await sleep(POLL_MS)
  }
  throw failed(`Training run ${runId} took longer than ${PATIENCE_MS / 1000} s.`)
}

/** Orders a training run on all that is labelled by now, and waits for its verdict. */
export async function retrain(api: Api): Promise<RunAnswer> {
  const { run_id } = await api.post<{ run_id: string }>('/v1/training', { who: 'demo' })
  return finishedRun(api, run_id)
}

/** What the canary must show before it goes live: absolute losses that the interval must exclude. */
export const MARGINS = {
  click_through: { margin: 0.1, min_units: 60 },
  /** None fails here; a point would take 380 users in the canary, more than a few days bring it. */
  errors: { margin: 0.02, min_units: 100 },
} as const
export const CANARY_SHARE = 0.3

export interface Release {
  readonly bundle: string
  readonly action: string
  readonly at: number
  readonly live: string | null
  readonly check: { readonly figures: readonly { readonly text: string }[] } | null
}

export async function startCanary(api: Api, bundle: string): Promise<Release> {
  const why = 'passed the gate on the gold set'
  const order = { action: 'canary', bundle, share: CANARY_SHARE, who: 'demo', why }
  return (await api.post<{ release: Release }>('/v1/releases', order)).release
}

export interface Look {
  readonly release: Release | null
  /** Taken back, since its figures show a loss above a margin for sure. */
  readonly stopped: boolean
  /** What the decision rests on, in words. */
  readonly findings: readonly string[]
}

/** Makes the canary live if its figures allow it, and takes it back if they show a loss for sure. */
export async function lookAtCanary(api: Api): Promise<Look> {
  const why = 'click-through and errors exclude a loss above their margins'
  const order = { action: 'advance', share: 1, margins: MARGINS, who: 'demo', why }
  const answer = await api.tryPost<{ release: Release }>('/v1/releases', order)
  if (answer.ok) {
    const { release } = answer.value
    return { release, stopped: false, findings: release.check?.figures.map((figure) => figure.text) ?? [] }
  }
  if (answer.code !== 'LOOP_CANARY_NOT_READY') throw failed(`${answer.code}: ${answer.message}`)
  const stopped = answer.message.includes('(stop)')
  if (stopped)
    await api.post('/v1/releases', { action: 'rollback', who: 'demo', why: 'the canary loses more than its margin' })
  return { release: null, stopped, findings: [answer.message] }
}

const failed = (message: string): LoopError => new LoopError('LOOP_DEMO_STEP_FAILED', message, { status: 500 })
