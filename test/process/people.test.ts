import { afterAll, beforeAll, expect, test } from 'vitest'
import { tokenIn, type Visit, visit } from './person-session.ts'
import { cleanUp, type Service, salesloop, startService } from './service.ts'

const PASSWORD = 'correct horse battery'
const first = { login: 'Ada', name: 'Ada Wong', password: PASSWORD }
let service: Service
let second: Service
let ada: Visit
let token: string
beforeAll(async () => {
  service = await startService({ auth: true })
  token = tokenIn(service.stderr())
  ada = visit(service)
})
afterAll(cleanUp)

const refused = (status: number, code: string) => ({ status, json: { code } })
const accountOf = async (login: string): Promise<string> =>
  (await ada.ask('GET', `/v1/users?search=${login}`)).json.users[0].account_id

/** Somebody new, logged in. */
async function newcomer(login: string, role: string): Promise<Visit> {
  const made = await ada.ask('POST', '/v1/users', { login, name: login, role })
  const person = visit(service)
  await person.come('/v1/session/password', { token: tokenIn(made.json.link.url), password: PASSWORD })
  return person
}

test('the first start shows a link; its token sets up one admin, once, and nothing else does', async () => {
  expect(token).toHaveLength(43)
  const ways = (await ada.ask('GET', '/v1/session/ways')).json
  expect(ways).toEqual({ asks_who: true, single_sign_on: null, first_account: true })
  const wrong = { ...first, token: `${token.slice(1)}A` }
  expect(await ada.ask('POST', '/v1/session/first', wrong)).toMatchObject(refused(410, 'LOOP_LINK_SPENT'))
  expect(await ada.ask('POST', '/v1/session/first', { ...first, token, password: 'short' })).toMatchObject(
    refused(400, 'LOOP_PASSWORD_WEAK'),
  )
  const [one, other] = await Promise.all(
    [ada, visit(service)].map((person) => person.come('/v1/session/first', { ...first, token })),
  )
  expect([one!.status, other!.status].sort()).toEqual([201, 410])
  if (one!.status === 410) await ada.come('/v1/session', { login: 'ada', password: PASSWORD })
  expect((await ada.ask('GET', '/v1/me')).json).toMatchObject({
    name: 'ada',
    kind: 'user',
    role: 'admin',
    scopes: ['admin'],
  })
  expect(await visit(service).ask('POST', '/v1/session/link', { token })).toMatchObject(refused(410, 'LOOP_LINK_SPENT'))
})

test('the cookie is out of reach of scripts and of other sites’ writes', async () => {
  const answer = await visit(service).come('/v1/session', { login: ' ADA ', password: PASSWORD })
  expect(answer.headers.get('set-cookie')).toMatch(
    /^salesloop_session_\d+=[A-Za-z0-9_-]{43}; Max-Age=604800; Path=\/; HttpOnly; SameSite=Lax$/,
  )
})

test('a new login in a browser is a new session, and ends the one before', async () => {
  const login = { login: 'ada', password: PASSWORD }
  const browser = visit(service)
  await browser.come('/v1/session', login)
  const [former, csrf] = [browser.cookie(), browser.csrf()]
  await browser.come('/v1/session', login)
  expect([browser.cookie() === former, browser.csrf() === csrf]).toEqual([false, false])
  expect(await visit(service).ask('GET', '/v1/me', undefined, { cookie: former })).toMatchObject(
    refused(401, 'LOOP_SESSION_OVER'),
  )
  expect((await browser.ask('GET', '/v1/me')).status).toBe(200)
})

test('a write with the cookie alone is refused; a key needs no token; a forged login is refused', async () => {
  const key = { name: 'shop', scopes: ['read'] }
  for (const brought of [{}, { 'x-csrf-token': 'x' }, { 'x-csrf-token': ada.csrf().replace(/.$/, '-') }] as const) {
    const bare = { ...brought, cookie: ada.cookie() }
    expect(await visit(service).ask('POST', '/v1/keys', key, bare)).toMatchObject(refused(403, 'LOOP_CSRF'))
  }
  const made = await ada.ask('POST', '/v1/keys', key)
  expect(made.status).toBe(201)
  const bearer = { authorization: `Bearer ${made.json.token}` }
  expect((await visit(service).ask('GET', '/v1/me', undefined, bearer)).json).toMatchObject({
    name: 'shop',
    kind: 'key',
  })
  const login = { login: 'ada', password: PASSWORD }
  const foreign = { 'sec-fetch-site': 'cross-site' }
  expect(await visit(service).ask('POST', '/v1/session', login, foreign)).toMatchObject(refused(403, 'LOOP_CSRF'))
})

test('who logs in acts in no other name, and the audit log says so', async () => {
  const order = { on: true, why: 'to see' }
  expect(await ada.ask('PUT', '/v1/shadow', { ...order, who: 'bob' })).toMatchObject(refused(403, 'LOOP_NOT_YOU'))
  const turned = await ada.ask('PUT', '/v1/shadow', order)
  expect(turned.json.who).toBe('ada')
  const { lines } = (await ada.ask('GET', '/v1/audit?area=training&limit=2')).json
  expect(lines).toMatchObject([
    { who: 'ada', kind: 'user', what: 'PUT /v1/shadow', details: { on: true } },
    { who: 'ada', kind: 'user', what: 'PUT /v1/shadow', details: { status: 403 } },
  ])
})

test('a new role, switching off, a new password and logging out end sessions, in every process, at once', async () => {
  second = await startService({ auth: true, dataDir: service.dataDir })
  const ben = await newcomer('ben', 'engineer')
  const elsewhere = (path: string, person: Visit) => {
    const port = /:(\d+)$/.exec(second.url)![1]
    const cookie = person.cookie().replace(/session_\d+/, `session_${port}`)
    return visit(second).ask('GET', path, undefined, { cookie })
  }
  expect((await elsewhere('/v1/training', ben)).status).toBe(200)
  await ada.ask('PATCH', `/v1/users/${await accountOf('ben')}`, { role: 'annotator' })
  expect(await ben.ask('GET', '/v1/training')).toMatchObject(refused(401, 'LOOP_SESSION_OVER'))
  await expect.poll(async () => (await elsewhere('/v1/training', ben)).status, { timeout: 10_000 }).toBe(401)
  await ben.come('/v1/session', { login: 'ben', password: PASSWORD })
  expect(await ben.ask('GET', '/v1/training')).toMatchObject(refused(403, 'LOOP_SCOPE_MISSING'))

  const twice = visit(service)
  await twice.come('/v1/session', { login: 'ben', password: PASSWORD })
  const { sessions } = (await ben.ask('GET', '/v1/me/sessions')).json
  expect(sessions.map((one: { current: boolean }) => one.current).sort()).toEqual([false, true])
  const change = { current: PASSWORD, password: 'a better password' }
  expect(await ben.ask('PUT', '/v1/me/password', { ...change, current: 'x' })).toMatchObject(
    refused(401, 'LOOP_LOGIN_WRONG'),
  )
  expect((await ben.ask('PUT', '/v1/me/password', change)).status).toBe(200)
  expect((await ben.ask('GET', '/v1/me')).status).toBe(200)
  expect((await twice.ask('GET', '/v1/me')).status).toBe(401)

  const off = await salesloop(['users', 'disable', 'ben', '--data-dir', service.dataDir])
  expect(off.stdout).toBe('ben is disabled\n')
  await expect.poll(async () => (await ben.ask('GET', '/v1/me')).status, { timeout: 10_000 }).toBe(401)
  expect(await ben.come('/v1/session', { login: 'ben', password: change.password })).toMatchObject(
    refused(401, 'LOOP_LOGIN_WRONG'),
  )
  const again = visit(service)
  await again.come('/v1/session', { login: 'ada', password: PASSWORD })
  expect((await again.ask('DELETE', '/v1/session')).json).toEqual({ ended: true })
  expect((await again.ask('GET', '/v1/me')).status).toBe(401)
})

test('the last admin stays', async () => {
  const path = `/v1/users/${await accountOf('ada')}`
  for (const change of [{ role: 'analyst' }, { state: 'disabled' }])
    expect(await ada.ask('PATCH', path, change)).toMatchObject(refused(409, 'LOOP_LAST_ADMIN'))
})

test('a link from the command line sets a new password once; a login stays one person’s', async () => {
  await newcomer('cleo', 'analyst')
  const dir = ['--data-dir', service.dataDir]
  const { stdout } = await salesloop(['users', 'reset', 'cleo', ...dir, '--url', service.url])
  const cleo = visit(service)
  expect((await cleo.ask('POST', '/v1/session/link', { token: tokenIn(stdout) })).json).toMatchObject({ login: 'cleo' })
  const given = { token: tokenIn(stdout), password: 'another long password' }
  expect((await cleo.come('/v1/session/password', given)).json).toMatchObject({ name: 'cleo', role: 'analyst' })
  expect(await cleo.come('/v1/session/password', given)).toMatchObject(refused(410, 'LOOP_LINK_SPENT'))
  const same = { login: 'CLEO', name: 'C', role: 'analyst' }
  expect(await ada.ask('POST', '/v1/users', same)).toMatchObject(refused(409, 'LOOP_LOGIN_TAKEN'))
  expect((await ada.ask('POST', '/v1/users', { ...same, login: 'loop' })).json.code).toBe('LOOP_NAME_RESERVED')
})

test('wrong passwords: the same answer for known and unknown logins, then growing waits, and no way round by speed', async () => {
  await newcomer('dora', 'analyst')
  for (const login of ['dora', 'nobody']) {
    const tries = await Promise.all(
      Array.from({ length: 12 }, () => visit(service).come('/v1/session', { login, password: 'wrong wrong wrong' })),
    )
    const codes = tries.map(({ json }) => json.code).sort()
    expect(codes.filter((code) => code === 'LOOP_LOGIN_WRONG')).toHaveLength(6)
    expect(codes.filter((code) => code === 'LOOP_LOGIN_LOCKED')).toHaveLength(6)
    const locked = tries.find(({ status }) => status === 429)!
    expect(Number(locked.headers.get('retry-after'))).toBeGreaterThan(1)
  }
  const right = await visit(service).come('/v1/session', { login: 'dora', password: PASSWORD })
  expect(right).toMatchObject(refused(429, 'LOOP_LOGIN_LOCKED'))
})

test('the audit log is whole, and nobody can change it', async () => {
  const check = (await ada.ask('GET', '/v1/audit/check')).json
  expect(check).toMatchObject({ broken_at: null, hash: expect.stringMatching(/^[0-9a-f]{64}$/) })
  expect(check.lines).toBeGreaterThan(15)
  const page = (await ada.ask('GET', '/v1/audit?area=logins&limit=3')).json
  const next = (await ada.ask('GET', `/v1/audit?area=logins&limit=3&before=${page.next}`)).json
  expect(next.lines[0].seq).toBeLessThan(page.lines[2].seq)
  const text = JSON.stringify((await ada.ask('GET', '/v1/audit?limit=1000')).json)
  for (const secret of [PASSWORD, 'wrong wrong wrong', token, 'nobody', 'to see']) expect(text).not.toContain(secret)
})
