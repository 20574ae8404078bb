export interface PredictRequest {
  readonly conversation_id: string
  readonly user_id?: string
  readonly text: string
  /** Earlier turns, oldest first, if the assistant has them. */
  readonly context?: readonly unknown[]
  readonly assistant_id?: string
  readonly channel?: string
}

export interface LabelPrediction {
  readonly label: string
  /** Calibrated probability that the label is right. */
  readonly confidence: number
  readonly scores: Readonly<Record<string, number>>
}

/** The answer of POST /v1/predict: put bundle, arm and decision_id into the assistant_message that uses it. */
export interface PredictAnswer {
  readonly decision_id: string
  readonly bundle: string
  readonly arm: string
  readonly experiment: string | null
  /** null: the bundle has no model for this task. */
  readonly intent: LabelPrediction | null
  readonly objection: LabelPrediction | null
  readonly fallback: string | null
}

export interface PredictorOptions {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly fetch: typeof fetch
  readonly now: () => number
  readonly timeoutMs: number
  /** After so many failures in a row the service is left alone … */
  readonly restAfterFailures: number
  /** … for so long, milliseconds: a dead service must not cost every customer a timeout. */
  readonly restMs: number
}

export type Unanswered = 'timeout' | 'network' | 'status' | 'unreadable' | 'resting' | 'closed'

export interface Predictor {
  /** @returns null when the service did not answer in time or not well; nothing is assigned then */
  ask(request: PredictRequest, timeoutMs?: number): Promise<PredictAnswer | null>
}

/** @param unanswered told each time the answer is null, with the reason */
export function createPredictor(options: PredictorOptions, unanswered: (reason: Unanswered) => void): Predictor {
  let failures = 0
  let restUntil = Number.NEGATIVE_INFINITY

  function failed(reason: Unanswered): null {
    failures += 1
    if (failures >= options.restAfterFailures) restUntil = options.now() + options.restMs
    unanswered(reason)
    return null
  }

  return {
    async ask(request, timeoutMs = options.timeoutMs) {
      if (options.now() < restUntil) {
        unanswered('resting')
        return null
      }
      try {
        const answer = await options.fetch(options.url, {
          method: 'POST',
          headers: { ...options.headers, 'content-type': 'application/json' },
          body: JSON.stringify(request),
          signal: AbortSignal.timeout(timeoutMs),
        })
        const body: unknown = await answer.json()
        if (answer.status !== 200) return failed('status')
        if (!isPredictAnswer(body)) return failed('unreadable')
        failures = 0
        return body
      } catch (error) {
        return failed(reasonOf(error))
      }
    },
  }
}

function reasonOf(error: unknown): Unanswered {
  if (error instanceof SyntaxError) return 'unreadable'
  return error instanceof Error && error.name === 'TimeoutError' ? 'timeout' : 'network'
}

function isPredictAnswer(body: unknown): body is PredictAnswer {
  if (typeof body !== 'object' || body === null) return false
  const answer = body as Record<string, unknown>
  return (
    typeof answer.decision_id === 'string' &&
    typeof answer.bundle === 'string' &&
    typeof answer.arm === 'string' &&
    (answer.intent === null || isLabelPrediction(answer.intent)) &&
    (answer.objection === null || isLabelPrediction(answer.objection))
  )
}

function isLabelPrediction(value: unknown): value is LabelPrediction {
  if (typeof value !== 'object' || value === null) return false
  const { label, confidence } = value as Record<string, unknown>
  return typeof label === 'string' && typeof confidence === 'number' && Number.isFinite(confidence)
}
