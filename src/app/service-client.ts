import { LoopError } from '../errors/loop-error.ts'

/** Where a running service answers, and with which key. */
export interface ServiceAddress {
  readonly url: string
  readonly apiKey: string | null
}

/** What commands print of an answer. Its form is the interface's (see /openapi.json). */
// biome-ignore lint/suspicious/noExplicitAny: a command prints what the service answers
export type ServiceAnswer = any

/** Asks a running service. Throws LOOP_SERVICE_UNREACHABLE, or the error that the service answered. */
export async function askService(
  { url, apiKey }: ServiceAddress,
  method: 'GET' | 'POST' | 'PUT',
  path: string,
  body?: unknown,
): Promise<ServiceAnswer> {
  const headers: Record<string, string> = apiKey === null ? {} : { authorization: `Bearer ${apiKey}` }
  if (body !== undefined) headers['content-type'] = 'application/json'
  const init = { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) }
  const response = await fetch(new URL(path, url), init).catch((cause: unknown) => {
    throw new LoopError(
      'LOOP_SERVICE_UNREACHABLE',
      `No service answers at ${url}. Start it with salesloop up, or give another --url.`,
      { status: 503, cause },
    )
  })
  const answer: ServiceAnswer = await response.json().catch(() => ({}))
  if (response.ok) return answer
  const { code = 'LOOP_SERVICE_REFUSED', message = `${url} answered ${response.status} to ${path}.` } = answer
  throw new LoopError(code, message, { status: response.status })
}
