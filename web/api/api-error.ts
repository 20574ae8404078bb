/** A refusal of the service, or its silence. */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  /** Stable, see docs/errors.md; `UNREACHABLE` when nothing answered. */
  readonly code: string
  /** 0 when nothing answered. */
  readonly status: number
  /** The rest of the answer's body (both sides of a conflict, for one). */
  readonly details: unknown

  constructor(code: string, message: string, status: number, details: unknown = null) {
    super(message)
    this.code = code
    this.status = status
    this.details = details
  }

  static async of(response: Response): Promise<ApiError> {
    const text = await response.text()
    try {
      const body = JSON.parse(text) as { code?: string; message?: string; details?: unknown }
      return new ApiError(body.code ?? String(response.status), body.message ?? text, response.status, body.details)
    } catch {
      return new ApiError(String(response.status), text.slice(0, 500), response.status)
    }
  }

  static unreachable(cause: unknown): ApiError {
    return new ApiError('UNREACHABLE', cause instanceof Error ? cause.message : String(cause), 0)
  }
}
