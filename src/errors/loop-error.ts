/**
 * The one error that people meet: a stable code, and a message that says what came, what is allowed, what to do.
 * Every code stands in docs/errors.md; test/errors/catalogue.test.ts fails when one is missing.
 *
 * @example throw new LoopError('LOOP_X', 'CTA window is 1 ms; at least 60000 ms is needed. Raise features.clickWindowMs.')
 */
export class LoopError extends Error {
  override readonly name = 'LoopError'
  readonly code: string
  /** HTTP status that fits when this crosses the interface. */
  readonly status: number

  constructor(code: `LOOP_${string}`, message: string, options: { status?: number; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? {} : { cause: options.cause })
    this.code = code
    this.status = options.status ?? 400
  }
}
