import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { tokenIn, type Visit, visit } from './person-session.ts'
import { startProvider, type TestProvider, walk } from './provider.ts'
import { cleanUp, type Service, startService } from './service.ts'

let provider: TestProvider
let service: Service
let admin: Visit
beforeAll(async () => {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  provider = await startProvider('salesloop', 'a secret of the test', `${url}/v1/session/oidc/callback`)
  service = await startService({
    auth: true,
    port,
    env: {
      SALESLOOP_OIDC_ISSUER: provider.issuer,
      SALESLOOP_OIDC_CLIENT_ID: 'salesloop',
      SALESLOOP_OIDC_CLIENT_SECRET: 'a secret of the test',
      SALESLOOP_OIDC_NAME: 'Company login',
      SALESLOOP_OIDC_ROLE_CLAIM: 'groups',
      SALESLOOP_OIDC_ROLES: 'engineer=ml,admin=bosses',
    },
  })
  admin = visit(service)
  const first = { token: tokenIn(service.stderr()), login: 'ada', name: 'Ada', password: 'correct horse battery' }
  await admin.come('/v1/session/first', first)
})
afterAll(async () => {
  await cleanUp()
  await provider.close()
})

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise((done) => server.once('listening', done))
  const { port } = server.address() as AddressInfo
  await new Promise((done) => server.close(done))
  return port
}

const start = () => `${service.url}/v1/session/oidc`
const me = (cookie: string) => visit(service).ask('GET', '/v1/me', undefined, { cookie })

test('somebody with a role comes in, gets an account of their own, and comes back to where they were going', async () => {
  expect((await admin.ask('GET', '/v1/session/ways')).json.single_sign_on).toBe('Company login')
  const eva = walk()
  const page = await eva.go(`${start()}?return_to=/models%3Fid%3D1`, 'eva', service.url)
  expect(page.pathname + page.search).toBe('/models?id=1')
  expect((await me(eva.cookiesOf(service.url))).json).toMatchObject({ name: 'eva', role: 'engineer', kind: 'user' })
  const { users } = (await admin.ask('GET', '/v1/users?search=eva')).json
  expect(users).toMatchObject([{ login: 'eva', name: 'Eva Sun', single_sign_on: true, has_password: false }])

  // With a password of her own she would still come in after the provider has let her go.
  const cookie = eva.cookiesOf(service.url)
  const { csrf } = (await me(cookie)).json
  const chosen = { password: 'correct horse battery' }
  const set = await visit(service).ask('PUT', '/v1/me/password', chosen, { cookie, 'x-csrf-token': csrf })
  expect(set).toMatchObject({ status: 409, json: { code: 'LOOP_SSO_ONLY' } })
  const { may_set_password } = (await visit(service).ask('GET', '/v1/me/sessions', undefined, { cookie })).json
  expect(may_set_password).toBe(false)

  const again = walk()
  await again.go(start(), 'eva', service.url)
  expect((await admin.ask('GET', '/v1/users?search=eva')).json.users).toHaveLength(1)
  await admin.ask('PATCH', `/v1/users/${users[0].account_id}`, { state: 'disabled' })
  expect((await me(again.cookiesOf(service.url))).status).toBe(401)
  expect((await walk().go(start(), 'eva', service.url)).search).toBe('?failed=LOOP_ACCOUNT_DISABLED')
})

test('whom no claim gives a role, and who has somebody else’s login, is refused', async () => {
  expect((await walk().go(start(), 'finn', service.url)).search).toBe('?failed=LOOP_OIDC_NO_ROLE')
  expect((await walk().go(start(), 'ada', service.url)).search).toBe('?failed=LOOP_LOGIN_TAKEN')
  const { lines } = (await admin.ask('GET', '/v1/audit?what=login%20refused')).json
  expect(lines[0]).toMatchObject({ who: 'unknown', details: { way: 'oidc' } })
})

test('an answer that was not asked for by this browser, or comes twice, lets nobody in', async () => {
  const victim = walk()
  const asked = new URL((await victim.once(start())).headers.get('location')!)
  expect(asked.origin).toBe(provider.issuer)
  expect(Object.fromEntries(asked.searchParams)).toMatchObject({
    response_type: 'code',
    code_challenge_method: 'S256',
    state: expect.stringMatching(/.{20}/),
    nonce: expect.stringMatching(/.{20}/),
  })
  const callback = (state: string) => `${service.url}/v1/session/oidc/callback?code=x&state=${state}`
  const state = asked.searchParams.get('state')!
  for (const [browser, given] of [
    [walk(), state], // another browser
    [victim, 'other'], // another state
    [victim, state], // the state was taken back by the refusal
  ] as const) {
    const answer = await browser.once(callback(given))
    expect(answer.headers.get('location')).toBe('/login?failed=LOOP_OIDC_FAILED')
    expect(browser.cookiesOf(service.url)).not.toContain('salesloop_session')
  }
})

test.each(['//evil.example/x', 'https://evil.example', '/\\evil.example', 'javascript:alert(1)'])(
  'nobody is sent on to %s',
  async (returnTo) => {
    const page = await walk().go(`${start()}?return_to=${encodeURIComponent(returnTo)}`, 'hana', service.url)
    expect(page.href).toBe(`${service.url}/`)
  },
)
