import { type ClientEvent, type ClientOptions, type ClientStats, completed, identification } from './options.ts'
import { createPostbox, named } from './postbox.ts'
import { createPredictor, type PredictAnswer, type PredictRequest, type Unanswered } from './predict.ts'

export type { ClientEvent, ClientOptions, ClientStats } from './options.ts'
export type { DropReason } from './outbox.ts'
export type { LabelPrediction, PredictAnswer, PredictRequest, Unanswered } from './predict.ts'

export interface LoopClient {
  /** Buffers one event and returns at once. Never throws. @returns false when it was dropped (and counted) */
  send(event: ClientEvent): boolean
  /** Asks for a prediction. Never throws. @returns null when there is none in time: carry on without, assign nothing */
  predict(request: PredictRequest, options?: { timeoutMs?: number }): Promise<PredictAnswer | null>
  /** @returns true when all that was handed over before is delivered or dropped, false when time ran out first */
  flush(timeoutMs?: number): Promise<boolean>
  stats(): ClientStats
  /** Delivers what is left within closeTimeoutMs, counts the rest as dropped, stops. Further events are refused. */
  close(): Promise<ClientStats>
}

/**
 * What an assistant imports. Events go out in the background in batches, in order, at least once (the service counts
 * each event_id once). Nothing here throws into the caller or keeps the process alive: without the service the
 * assistant carries on, and what could not be kept is counted.
 *
 * @example
 * const loop = createClient({ url: 'http://127.0.0.1:8080', apiKey: key })
 * loop.send({ type: 'user_message', conversation_id: 'c1', user_id: 'u1', text: '多少钱' })
 * const prediction = await loop.predict({ conversation_id: 'c1', user_id: 'u1', text: '多少钱' }) // or null
 * await loop.close()
 */
export function createClient(options: ClientOptions): LoopClient {
  const settings = completed(options)
  const base = settings.url.replace(/\/+$/, '')
  const unanswered: Record<Unanswered, number> = {
    timeout: 0,
    network: 0,
    status: 0,
    unreadable: 0,
    resting: 0,
    closed: 0,
  }
  const postbox = createPostbox(`${base}/v1/events`, settings)
  const predictor = createPredictor(
    {
      url: `${base}/v1/predict`,
      headers: identification(settings.apiKey),
      fetch: settings.fetch,
      now: settings.now,
      timeoutMs: settings.predictTimeoutMs,
      restAfterFailures: settings.predictRestAfter,
      restMs: settings.predictRestMs,
    },
    (reason) => {
      unanswered[reason] += 1
    },
  )
  const from = named(settings.assistantId, settings.channel)
  let predictions = 0
  let closing: Promise<ClientStats> | null = null
  const stats = (): ClientStats => ({ ...postbox.stats(), predictions, unanswered: { ...unanswered } })

  return {
    send: postbox.send,
    async predict(request, { timeoutMs } = {}) {
      predictions += 1
      if (closing === null) return predictor.ask({ ...from, ...request }, timeoutMs)
      unanswered.closed += 1
      return null
    },
    flush: (timeoutMs = settings.closeTimeoutMs) => postbox.flush(timeoutMs),
    stats,
    close() {
      closing ??= postbox.close(settings.closeTimeoutMs).then(stats)
      return closing
    },
  }
}
