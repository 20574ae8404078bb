import { expect, test } from 'vitest'
import { type ApiKey, keyIdOf, mintKey, opens } from '../../src/access/api-key.ts'
import { authoriser } from '../../src/access/authorise.ts'
import type { Scope } from '../../src/access/scopes.ts'
import { LoopError } from '../../src/errors/loop-error.ts'

const random = (fill: number) => new Uint8Array(38).fill(fill)
const mint = (scopes: readonly Scope[], over: Partial<ApiKey> = {}, fill = 7) => {
  const { token, key } = mintKey({ name: 'k', scopes, createdAt: 0, expiresAt: null }, random(fill))
  return { token, key: { ...key, ...over } }
}

test('a token has a readable id and 256 bits; the key keeps only a hash', () => {
  const { token, key } = mint(['read'])
  expect(token).toMatch(/^sl_[0-9a-f]{12}_[A-Za-z0-9_-]{43}$/)
  expect(keyIdOf(token)).toBe(key.keyId)
  expect(key.secretHash).toHaveLength(32)
  expect(JSON.stringify({ ...key, secretHash: Buffer.from(key.secretHash).toString('base64url') })).not.toContain(
    token.slice(16),
  )
  expect(() => mintKey({ name: 'k', scopes: [], createdAt: 0, expiresAt: null }, new Uint8Array(37))).toThrow(
    RangeError,
  )
})

test.each([
  ['it holds', {}, 10, true],
  ['last moment before its expiry', { expiresAt: 11 }, 10, true],
  ['at its expiry', { expiresAt: 10 }, 10, false],
  ['revoked', { revokedAt: 5 }, 10, false],
])('opens: %s', (_name, over, now, expected) => {
  const { token, key } = mint(['read'], over)
  expect(opens(token, key, now)).toBe(expected)
  expect(opens(`${token.slice(0, -1)}_`, key, now)).toBe(false)
})

const forever = () => new Promise(() => {})

function door(key: ApiKey) {
  const state = { now: 0, key: key as ApiKey | null }
  const find = async (keyId: string) => (keyId === state.key?.keyId ? state.key : null)
  return { state, authorise: authoriser({ find }, () => state.now, forever) }
}
const refusal = (code: string, status: number) => expect.objectContaining({ code, status })

test.each<[Scope[], Scope, boolean]>([
  [['ingest'], 'ingest', true],
  [['ingest'], 'read', false],
  [['read', 'annotate'], 'annotate', true],
  [['admin'], 'train', true],
  [['train'], 'admin', false],
])('%j asked for %s', async (scopes, wanted, allowed) => {
  const { token, key } = mint(scopes)
  const answer = door(key).authorise(`Bearer ${token}`, wanted)
  if (allowed) expect(await answer).toEqual({ kind: 'key', name: 'k', role: null, scopes, person: null })
  else await expect(answer).rejects.toEqual(refusal('LOOP_SCOPE_MISSING', 403))
})

test.each([
  [undefined, 'LOOP_NO_KEY'],
  ['', 'LOOP_BAD_KEY'],
  ['Bearer', 'LOOP_BAD_KEY'],
  ['Bearer sl_0_x', 'LOOP_BAD_KEY'],
  [`Basic ${mint(['read']).token}`, 'LOOP_BAD_KEY'],
  [`Bearer ${mint(['read'], {}, 8).token}`, 'LOOP_BAD_KEY'],
  [`Bearer ${mint(['read']).token}x`, 'LOOP_BAD_KEY'],
])('%s is refused', async (header, code) => {
  await expect(door(mint(['read']).key).authorise(header, 'read')).rejects.toEqual(refusal(code, 401))
})

test('a revoked key opens nothing after two seconds', async () => {
  const { token, key } = mint(['read'])
  const { state, authorise } = door(key)
  await authorise(`Bearer ${token}`, 'read')
  state.key = { ...key, revokedAt: 1 }
  state.now = 2001
  await expect(authorise(`Bearer ${token}`, 'read')).rejects.toEqual(refusal('LOOP_BAD_KEY', 401))
})

test.each([
  [
    'answers with an error',
    async () => Promise.reject(new LoopError('LOOP_DATABASE_UNREACHABLE', 'no', { status: 503 })),
    forever,
  ],
  ['does not answer', forever, async () => {}],
])('a known key opens while the store of keys %s; an unknown one does not', async (_name, away, sleep) => {
  const { token, key } = mint(['ingest'])
  let find: (keyId: string) => Promise<unknown> = async () => key
  let now = 0
  const authorise = authoriser(
    { find: (keyId) => find(keyId) as Promise<ApiKey | null> },
    () => now,
    sleep as typeof forever,
  )
  await authorise(`Bearer ${token}`, 'ingest')
  find = away
  for (now = 2000; now < 20_000; now += 1000)
    expect(await authorise(`Bearer ${token}`, 'ingest')).toMatchObject({ name: 'k' })
  now = 4_000_000
  const answer = authorise(`Bearer ${token}`, 'ingest')
  if (away === forever) expect(await Promise.race([answer, Promise.resolve('waits')])).toBe('waits')
  else await expect(answer).rejects.toMatchObject({ status: 503 })
})
