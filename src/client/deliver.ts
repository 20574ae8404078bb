import { type Backoff, retryDelayMs } from './backoff.ts'
import type { DropReason, Outbox, Parcel } from './outbox.ts'
import { type Rejection, type Verdict, verdictOf } from './verdict.ts'

export interface DeliveryOptions {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly fetch: typeof fetch
  readonly now: () => number
  readonly random: () => number
  readonly batchEvents: number
  readonly batchBytes: number
  readonly requestTimeoutMs: number
  readonly backoff: Backoff
}

export interface DeliveryReport {
  delivered(count: number): void
  dropped(parcel: Parcel, reason: DropReason, detail: string): void
  retrying(why: string, delayMs: number): void
}

/** Sends the outbox, oldest first, one request at a time, until it is empty or stopped. */
export interface Delivery {
  /** Starts sending when there is something and nothing is under way; resolves when the outbox is empty or stopped. */
  drain(): Promise<void>
  /** Ends the waiting and the request under way; nothing is sent afterwards. */
  stop(): void
}

export function createDelivery(outbox: Outbox, report: DeliveryReport, options: DeliveryOptions): Delivery {
  const stopping = new AbortController()
  let running: Promise<void> | null = null
  let failures = 0
  /** Events per batch while a refused batch is being halved; null when all is well. */
  let narrowed: number | null = null

  async function run(): Promise<void> {
    while (outbox.size > 0 && !stopping.signal.aborted) {
      const batch = outbox.peek(narrowed ?? options.batchEvents, options.batchBytes)
      const verdict = await post(batch, stopping.signal, options)
      if (stopping.signal.aborted && verdict.kind === 'retry') return
      if (verdict.kind === 'retry') await waitAfter(verdict)
      else if (verdict.kind === 'refused') narrow(batch, verdict)
      else settle(batch, verdict.rejected)
    }
  }

  async function waitAfter(verdict: Verdict & { kind: 'retry' }): Promise<void> {
    failures += 1
    const delayMs = retryDelayMs(failures, verdict.retryAfterMs, options.random(), options.backoff)
    report.retrying(verdict.why, delayMs)
    await pause(delayMs, stopping.signal)
  }

  function narrow(batch: readonly Parcel[], verdict: Verdict & { kind: 'refused' }): void {
    failures = 0
    if (batch.length > 1) {
      narrowed = Math.ceil(batch.length / 2)
      return
    }
    outbox.settle(1)
    report.dropped(batch[0]!, 'rejected', `${verdict.code}: ${verdict.message}`)
  }

  function settle(batch: readonly Parcel[], rejected: readonly Rejection[]): void {
    failures = 0
    narrowed = narrowed === null || narrowed >= options.batchEvents ? null : narrowed * 2
    outbox.settle(batch.length)
    const known = rejected.filter((item) => batch[item.index] !== undefined)
    report.delivered(batch.length - known.length)
    for (const item of known) report.dropped(batch[item.index]!, 'rejected', `${item.code}: ${item.message}`)
  }

  return {
    drain() {
      running ??= run().finally(() => {
        running = null
      })
      return running
    },
    stop() {
      stopping.abort()
    },
  }
}

async function post(batch: readonly Parcel[], stopping: AbortSignal, options: DeliveryOptions): Promise<Verdict> {
  try {
    const answer = await options.fetch(options.url, {
      method: 'POST',
      headers: { ...options.headers, 'content-type': 'application/json' },
      body: `{"events":[${batch.map((parcel) => parcel.json).join(',')}]}`,
      signal: AbortSignal.any([stopping, AbortSignal.timeout(options.requestTimeoutMs)]),
    })
    const body: unknown = await answer.json().catch(() => null)
    return verdictOf(answer.status, body, answer.headers.get('retry-after'), options.now())
  } catch (error) {
    return { kind: 'retry', retryAfterMs: null, why: error instanceof Error ? error.message : String(error) }
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve()
    const timer = setTimeout(done, ms)
    timer.unref?.()
    function done() {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
    signal.addEventListener('abort', done, { once: true })
  })
}
