import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { tokenIn, type Visit, visit } from './person-session.ts'
import { cleanUp, newFolder, type Service, startService } from './service.ts'

const PASSWORD = 'correct horse battery'
afterAll(cleanUp)

describe('behind a proxy that is believed', () => {
  let service: Service
  let ada: Visit
  beforeAll(async () => {
    const folder = await newFolder()
    await mkdir(join(folder, 'assets'))
    await writeFile(join(folder, 'index.html'), '<!doctype html><title>the page</title>')
    await writeFile(join(folder, 'assets', 'a.js'), '1')
    const env = { SALESLOOP_PROXIES: '127.0.0.1', SALESLOOP_CONSOLE_DIR: folder }
    service = await startService({ auth: true, env })
    ada = visit(service)
    const first = { token: tokenIn(service.stderr()), login: 'ada', name: 'Ada', password: PASSWORD }
    await ada.come('/v1/session/first', first)
  })

  test('the cookie of who comes by https goes over https alone', async () => {
    const login = { login: 'ada', password: PASSWORD }
    const came = { 'x-forwarded-proto': 'https', 'x-forwarded-for': '203.0.113.1' }
    const answer = await visit(service).ask('POST', '/v1/session', login, came)
    expect(answer.headers.get('set-cookie')).toMatch(/^__Host-salesloop_session=.*; HttpOnly; Secure; SameSite=Lax$/)
  })

  test('wrong passwords from elsewhere lock nobody out who comes from their own place', async () => {
    const logIn = (password: string, address: string) =>
      visit(service).ask('POST', '/v1/session', { login: 'ada', password }, { 'x-forwarded-for': address })
    const stranger = '203.0.113.9'
    for (let i = 0; i < 7; i++) await logIn('wrong wrong wrong', stranger)
    expect(await logIn(PASSWORD, stranger)).toMatchObject({ status: 429, json: { code: 'LOOP_LOGIN_LOCKED' } })
    expect((await logIn(PASSWORD, '203.0.113.1')).status).toBe(201)
  })

  test('no address is a way to the page without its policy, and no answer is kept by a cache but files', async () => {
    const of = async (path: string, accept = 'text/html') => {
      const answer = await ada.ask('GET', path, undefined, { accept })
      return [answer.status, answer.headers.get('cache-control'), answer.text.includes('the page')]
    }
    expect(await of('/models')).toEqual([200, 'no-store', true])
    expect(await of('/assets/a.js')).toEqual([200, 'public, max-age=31536000, immutable', false])
    for (const path of ['/assets/..%2findex.html', '/assets/%2e%2e%2findex.html', '/assets/..%5cindex.html'])
      expect([path, (await of(path))[2]]).toEqual([path, false])
    expect(await of('/v1/me', '*/*')).toEqual([200, 'no-store', false])
    expect(await of('/v1/none', '*/*')).toEqual([404, 'no-store', false])
  })

  test('what a GET refuses, a HEAD refuses', async () => {
    for (const path of ['/v1/users', '/v1/exports/conversations', '/metrics'])
      expect([path, (await visit(service).ask('HEAD', path)).status]).toEqual([path, 401])
  })
})

describe('with --no-auth', () => {
  test('pages of other sites write nothing, not even without a body; programs and the console do', async () => {
    const service = await startService({ args: ['--clock=replay'] })
    const write = (headers: Record<string, string>) => visit(service).ask('POST', '/v1/watch', undefined, headers)
    for (const foreign of [{ origin: 'https://evil.example' }, { origin: 'null' }, { 'sec-fetch-site': 'cross-site' }])
      expect(await write(foreign)).toMatchObject({ status: 403, json: { code: 'LOOP_CSRF' } })
    for (const own of [{}, { origin: service.url, 'sec-fetch-site': 'same-origin' }])
      expect((await write(own)).json?.code).not.toBe('LOOP_CSRF')
  })
})
