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
  click_through: { margin: 0.12, min_units: 60 },
  /** None fails here; a point would take 500 users in the canary, more than a few days bring it. */
  errors: { margin: 0.02, min_units: 100 },
} as const
export const CANARY_SHARE = 0.3
const CANARY_HOURS = 48

/** One stage, and then everyone: a shop of two weeks has no time for three. */
const RAMP = {
  stages: [{ share: CANARY_SHARE, least_hours: CANARY_HOURS, least_users: 60 }],
  guardrails: [
    { figure: 'click_through', margin: { absolute: MARGINS.click_through.margin }, typical: 0.35 },
    { figure: 'errors', margin: { absolute: MARGINS.errors.margin } },
  ],
} as const

export interface Release {
  readonly bundle: string
  readonly action: string
  readonly at: number
  readonly live: string | null
  readonly check: { readonly figures: readonly { readonly text: string }[] } | null
}

export async function startCanary(api: Api, bundle: string): Promise<Release> {
  const why = 'passed the gate on the gold set'
  const order = { action: 'canary', bundle, ramp: RAMP, who: 'demo', why }
  return (await api.post<{ release: Release }>('/v1/releases', order)).release
}

export interface Look {
  /** The line of the ledger that ended the canary; null = it runs. */
  readonly release: Release | null
  /** Taken back, since a figure shows a loss. */
  readonly stopped: boolean
  /** What was decided on, or what it waits for, in words. */
  readonly findings: readonly string[]
}

/** The ramp runs by itself; this reads what became of it. */
export async function lookAtCanary(api: Api, bundle: string): Promise<Look> {
  const { canary, ledger } = await api.get<{ canary: { bundle: string } | null; ledger: Release[] }>(
    '/v1/releases?limit=1',
  )
  const texts = (figures: readonly { readonly text: string }[]) => figures.map((figure) => figure.text)
  if (canary?.bundle === bundle) {
    const { check } = await api.get<{ check: Release['check'] }>('/v1/releases/status')
    return { release: null, stopped: false, findings: texts(check?.figures ?? []) }
  }
  const release = ledger[0]!
  return { release, stopped: release.live !== bundle, findings: texts(release.check?.figures ?? []) }
}

const failed = (message: string): LoopError => new LoopError('LOOP_DEMO_STEP_FAILED', message, { status: 500 })
