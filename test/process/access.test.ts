import { afterAll, beforeAll, expect, test } from 'vitest'
import { cleanUp, newFolder, type Service, salesloop, startService } from './service.ts'

const event = { event_id: 'a', type: 'user_message', conversation_id: 'c', text: 'hi' }
const bearer = (token: string) => ({ authorization: `Bearer ${token}` })

let service: Service
let admin: string
beforeAll(async () => {
  service = await startService({ auth: true })
  admin = /sl_[0-9a-f]{12}_[A-Za-z0-9_-]{43}/.exec(service.stderr())?.[0] ?? ''
})
afterAll(cleanUp)

const make = async (...args: string[]) =>
  JSON.parse((await salesloop(['keys', 'create', '--data-dir', service.dataDir, '--json', ...args])).stdout)

test('the first start makes one admin key and shows it once', async () => {
  expect(admin).not.toBe('')
  const { stdout } = await salesloop(['keys', 'list', '--data-dir', service.dataDir])
  expect(stdout).toMatch(/^[0-9a-f]{12} {2}valid {2}admin {2}first\n$/)
  expect(stdout).not.toContain(admin.slice(-43))
})

test('without a key, with a wrong one, with one that may not', async () => {
  expect(await service.post('/v1/events', event)).toMatchObject({ status: 401, json: { code: 'LOOP_NO_KEY' } })
  const wrong = bearer(`${admin.slice(0, -1)}${admin.endsWith('A') ? 'B' : 'A'}`)
  expect(await service.post('/v1/events', event, wrong)).toMatchObject({ status: 401, json: { code: 'LOOP_BAD_KEY' } })
  const { token } = await make('--name', 'reader', '--scope', 'read')
  expect(await service.post('/v1/events', event, bearer(token))).toMatchObject({
    status: 403,
    json: { code: 'LOOP_SCOPE_MISSING' },
  })
  expect((await service.get('/v1/events/a', bearer(token))).status).toBe(404)
  expect((await service.get('/healthz')).status).toBe(200)
})

test('keys made over HTTP work, and end when they are revoked', async () => {
  const made = await service.post('/v1/keys', { name: 'shop', scopes: ['ingest'] }, bearer(admin))
  expect(made.status).toBe(201)
  expect((await service.post('/v1/events', event, bearer(made.json.token))).status).toBe(202)
  const revoke = () => fetch(`${service.url}/v1/keys/${made.json.key_id}`, { method: 'DELETE', headers: bearer(admin) })
  expect((await revoke()).status).toBe(204)
  expect((await revoke()).status).toBe(404)
  await expect
    .poll(async () => (await service.post('/v1/events', event, bearer(made.json.token))).status, { timeout: 10_000 })
    .toBe(401)
})

test('what would let everyone in does not start', async () => {
  const args = ['up', '--port', '0', '--data-dir', await newFolder(), '--host', '0.0.0.0']
  expect(await salesloop([...args, '--no-auth'])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('LOOP_NO_AUTH_OPEN'),
  })
  expect(await salesloop([...args, '--clock=replay'])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('LOOP_REPLAY_OPEN'),
  })
})
