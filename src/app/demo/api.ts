import { LoopError } from '../../errors/loop-error.ts'

/** The service's HTTP interface, as any program would use it. */
export interface Api {
  readonly url: string
  get<T>(path: string): Promise<T>
  post<T>(path: string, body: unknown): Promise<T>
  put<T>(path: string, body: unknown): Promise<T>
  /** Like post, but a refusal (4xx) is an answer and not an error. */
  tryPost<T>(
    path: string,
    body: unknown,
  ): Promise<{ ok: true; value: T } | { ok: false; code: string; message: string }>
}

interface Answered {
  readonly status: number
  readonly body: unknown
}

/**
 * @param apiKey what the service lets in; null = it asks for none
 * @throws LOOP_DEMO_STEP_FAILED naming the request and what the service said
 */
export function openApi(url: string, apiKey: string | null = null): Api {
  const key = apiKey === null ? {} : { authorization: `Bearer ${apiKey}` }
  async function send(method: string, path: string, body?: unknown): Promise<Answered> {
    const answer = await fetch(url + path, {
      method,
      headers: { ...key, ...(body !== undefined && { 'content-type': 'application/json' }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    const text = await answer.text()
    return { status: answer.status, body: text === '' ? null : JSON.parse(text) }
  }
  async function demand<T>(method: string, path: string, body?: unknown): Promise<T> {
    const answer = await send(method, path, body)
    if (answer.status < 400) return answer.body as T
    const { code, message } = refusal(answer)
    throw new LoopError('LOOP_DEMO_STEP_FAILED', `${method} ${path} answered ${answer.status} ${code}: ${message}`, {
      status: 500,
    })
  }
  return {
    url,
    get: (path) => demand('GET', path),
    post: (path, body) => demand('POST', path, body),
    put: (path, body) => demand('PUT', path, body),
    async tryPost<T>(path: string, body: unknown) {
      const answer = await send('POST', path, body)
      if (answer.status < 400) return { ok: true, value: answer.body as T }
      return { ok: false, ...refusal(answer) }
    },
  }
}

function refusal({ body }: Answered): { code: string; message: string } {
  const { code, message } = (body ?? {}) as { code?: unknown; message?: unknown }
  return { code: String(code ?? 'unknown'), message: String(message ?? '') }
}
