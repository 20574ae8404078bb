import { expect, test } from 'vitest'
import { authoriser } from '../../../src/access/authorise.ts'
import { loggedError } from '../../../src/app/http/logged-error.ts'
import { buildServer } from '../../../src/app/http/server.ts'

const silent = { logLevel: 'silent' } as const
const json = { 'content-type': 'application/json' }

async function open() {
  const app = await buildServer(silent, null)
  app.post('/v1/x', { config: { scope: 'read' } }, async () => ({ ok: true }))
  app.post('/v1/events', { config: { scope: 'ingest' } }, async () => ({ ok: true }))
  return app
}

test.each([
  ['localhost', 200],
  ['localhost:8080', 200],
  ['127.0.0.1:8080', 200],
  ['[::1]:8080', 200],
  ['evil.example', 403],
  ['127.0.0.1.evil.example:8080', 403],
  ['192.168.0.7', 403],
])('without keys, asked as %s: %i', async (host, status) => {
  const answer = await (await open()).inject({ method: 'POST', url: '/v1/x', headers: { ...json, host }, body: '{}' })
  expect(answer.statusCode).toBe(status)
  if (status === 403) expect(answer.json().code).toBe('LOOP_HOST')
})

test('a compressed body, and another type, get 415 in words that help', async () => {
  const app = await open()
  const gzip = { method: 'POST', url: '/v1/x', headers: { ...json, 'content-encoding': 'gzip' }, body: 'x' } as const
  expect((await app.inject(gzip)).json()).toMatchObject({
    code: 'LOOP_MEDIA_TYPE',
    message: expect.stringContaining('gzip'),
  })
  const text = { method: 'POST', url: '/v1/events', headers: { 'content-type': 'text/plain' }, body: 'x' } as const
  const answer = await app.inject(text)
  expect(answer.statusCode).toBe(415)
  expect(answer.json().message).toMatch(/application\/json or application\/x-ndjson/)
})

test('401 says how to ask', async () => {
  const keys = authoriser(
    { find: async () => null },
    () => 0,
    async () => {},
  )
  const app = await buildServer(silent, (request, wanted) => keys(request.headers.authorization, wanted))
  app.get('/v1/x', { config: { scope: 'read' } }, async () => ({ ok: true }))
  const answer = await app.inject('/v1/x')
  expect([answer.statusCode, answer.headers['www-authenticate']]).toEqual([401, 'Bearer'])
  const foreign = await app.inject({ url: '/v1/x', headers: { host: 'salesloop.example' } })
  expect(foreign.statusCode).toBe(401) // with keys, any name will do
})

test('the log holds nothing of the rows that PostgreSQL tells of', () => {
  const cause = Object.assign(new Error('broken'), {
    code: '23505',
    detail: 'Key (x)=(secret)',
    where: 'secret',
    parameters: ['secret'],
  })
  const logged = loggedError(new Error('outer', { cause }))
  expect(JSON.stringify(logged)).not.toContain('secret')
  expect(logged).toMatchObject({ message: 'outer', cause: { code: '23505', message: 'broken' } })
})
