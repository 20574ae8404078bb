import createClient, { type Middleware } from 'openapi-fetch'
import type { paths } from '../generated/api'
import { ApiError } from './api-error.ts'

let csrfToken: string | null = null

/** What the session says must come back with each write. */
export function rememberCsrf(token: string | null): void {
  csrfToken = token
}

/** The header that a write needs, for the few requests that go beside the client. */
export const csrfHeader = (): Record<string, string> => (csrfToken === null ? {} : { 'x-csrf-token': csrfToken })

const middleware: Middleware = {
  onRequest({ request }) {
    if (csrfToken !== null && request.method !== 'GET') request.headers.set('x-csrf-token', csrfToken)
    return request
  },
  async onResponse({ response }) {
    if (response.ok) return undefined
    throw await ApiError.of(response)
  },
  onError({ error }) {
    return ApiError.unreachable(error)
  },
}

/** The service, typed by its own OpenAPI document. Whatever is not 2xx throws an `ApiError`. */
export const api = createClient<paths>({ baseUrl: '/' })
api.use(middleware)

/** The body of an answer that has one. */
export async function bodyOf<T>(answer: Promise<{ data?: T }>): Promise<T> {
  return (await answer).data as T
}
