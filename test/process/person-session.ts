import type { Answer, Service } from './service.ts'

/** A browser as far as the service can tell: keeps its cookie, and sends the token of its session with writes. */
export interface Visit {
  ask(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>
  /** Logs in by a link's token or by login and password; keeps cookie and token. */
  come(path: string, body: unknown): Promise<Answer>
  readonly cookie: () => string
  readonly csrf: () => string
}

export const tokenIn = (text: string): string => /#token=([A-Za-z0-9_-]{43})/.exec(text)?.[1] ?? ''

export function visit({ url }: Pick<Service, 'url'>): Visit {
  let [cookie, csrf] = ['', '']
  async function ask(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
    const sent = {
      ...(cookie !== '' && { cookie, ...(method !== 'GET' && { 'x-csrf-token': csrf }) }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    }
    const init = {
      method,
      headers: sent,
      redirect: 'manual',
      ...(body !== undefined && { body: JSON.stringify(body) }),
    }
    const response = await fetch(url + path, init as RequestInit)
    const text = await response.text()
    let json: unknown = null
    try {
      json = JSON.parse(text)
    } catch {}
    return { status: response.status, headers: response.headers, text, json }
  }
  return {
    ask,
    async come(path, body) {
      const answer = await ask('POST', path, body)
      cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? cookie
      csrf = (answer.json as { csrf?: string } | null)?.csrf ?? csrf
      return answer
    },
    cookie: () => cookie,
    csrf: () => csrf,
  }
}
