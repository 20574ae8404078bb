import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import Provider from 'oidc-provider'

export interface TestProvider {
  readonly issuer: string
  close(): Promise<void>
}

/** People at the provider, and the groups that its claim `groups` tells. */
const PEOPLE: Readonly<Record<string, { readonly name: string; readonly groups: readonly string[] }>> = {
  eva: { name: 'Eva Sun', groups: ['everybody', 'ml'] },
  hana: { name: 'Hana', groups: ['bosses', 'ml'] },
  finn: { name: 'Finn', groups: ['everybody'] },
  ada: { name: 'Another Ada', groups: ['ml'] },
}

/** A real OpenID provider on this machine. Who logs in says so by `login_hint` of its own form, without a password. */
export async function startProvider(clientId: string, clientSecret: string, callback: string): Promise<TestProvider> {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const provider = new Provider(issuer, {
    clients: [{ client_id: clientId, client_secret: clientSecret, redirect_uris: [callback] }],
    claims: { openid: ['sub'], profile: ['name', 'preferred_username', 'groups'] },
    pkce: { required: () => true },
    findAccount: async (_context: unknown, id: string) => ({
      accountId: id,
      claims: async () => ({ sub: `sub-of-${id}`, preferred_username: id, ...PEOPLE[id] }),
    }),
    features: { devInteractions: { enabled: true } },
  })
  server.on('request', provider.callback())
  return { issuer, close: () => closed(server) }
}

async function closed(server: Server): Promise<void> {
  server.closeAllConnections()
  server.close()
  await once(server, 'close')
}

/** Cookies per origin, as a browser keeps them. */
class Jar {
  readonly #kept = new Map<string, Map<string, string>>()
  of(url: URL): string {
    return [...(this.#kept.get(url.origin) ?? [])].map(([name, value]) => `${name}=${value}`).join('; ')
  }
  keep(url: URL, response: Response): void {
    const kept = this.#kept.get(url.origin) ?? new Map<string, string>()
    for (const line of response.headers.getSetCookie()) {
      const [name = '', value = ''] = line.split(';')[0]!.split(/=(.*)/s)
      if (value === '' || /expires=Thu, 01 Jan 1970/i.test(line)) kept.delete(name)
      else kept.set(name, value)
    }
    this.#kept.set(url.origin, kept)
  }
}

export interface Walk {
  /** Follows redirects from an address, and fills the provider's forms in as `login`, until a page of `home` is reached. */
  go(start: string, login: string, home: string): Promise<URL>
  cookiesOf(url: string): string
  /** One request without following. */
  once(url: string): Promise<Response>
}

export function walk(): Walk {
  const jar = new Jar()
  async function ask(url: URL, form?: Record<string, string>): Promise<Response> {
    const response = await fetch(url, {
      method: form ? 'POST' : 'GET',
      redirect: 'manual',
      headers: { cookie: jar.of(url), ...(form && { 'content-type': 'application/x-www-form-urlencoded' }) },
      ...(form && { body: new URLSearchParams(form).toString() }),
    })
    jar.keep(url, response)
    return response
  }
  return {
    async go(start, login, home) {
      let url = new URL(start)
      let response = await ask(url)
      for (let steps = 0; steps < 20; steps++) {
        const location = response.headers.get('location')
        if (location !== null) {
          url = new URL(location, url)
          if (url.origin === home && !url.pathname.startsWith('/v1/')) return url
          response = await ask(url)
          continue
        }
        const html = await response.text()
        const action = /<form[^>]+action="([^"]+)"/.exec(html)?.[1]
        if (action === undefined) throw new Error(`no way on at ${url.href}: ${response.status} ${html.slice(0, 300)}`)
        const prompt = /name="prompt" value="([^"]+)"/.exec(html)?.[1] ?? 'login'
        url = new URL(action, url)
        response = await ask(url, { prompt, login, password: 'any' })
      }
      throw new Error(`went round in circles: ${url.href}`)
    },
    cookiesOf: (url) => jar.of(new URL(url)),
    once: (url) => ask(new URL(url)),
  }
}
