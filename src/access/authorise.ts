import { LoopError } from '../errors/loop-error.ts'
import { type ApiKey, type KeyStore, keyIdOf, opens } from './api-key.ts'
import { type Caller, demand, type Wanted } from './caller.ts'

/** A revoked key opens nothing after this long, in whichever process. */
const REMEMBER_MS = 2000
const REMEMBERED_KEYS = 1000
/** A key that was known goes on opening for so long while the store of keys does not answer. */
const HOLDS_MS = 3_600_000
/** Longer than that no request waits to hear whether a key that was known still is. */
const ASK_MS = 250

/**
 * Says who a request is by its `Authorization: Bearer <token>` header.
 *
 * @param sleep waits so many milliseconds
 * @returns a function that gives the key as a caller; it throws LOOP_NO_KEY, LOOP_BAD_KEY (401), LOOP_SCOPE_MISSING (403)
 */
export function authoriser(keys: Pick<KeyStore, 'find'>, clock: () => number, sleep: (ms: number) => Promise<unknown>) {
  const known = new Map<string, { key: ApiKey | null; until: number; readAt: number }>()

  async function find(keyId: string): Promise<ApiKey | null> {
    const now = clock()
    const remembered = known.get(keyId)
    if (remembered && now < remembered.until) return remembered.key
    const read = readAnew(keyId, now)
    if (!remembered?.key || now - remembered.readAt > HOLDS_MS) return read
    const late = sleep(ASK_MS).then(() => null)
    const answered = await Promise.race([read.then((key) => ({ key })), late]).catch((error: unknown) => {
      if (error instanceof LoopError && error.status === 503) return null
      throw error
    })
    read.catch(() => {}) // it may fail later
    if (answered) return answered.key
    known.set(keyId, { ...remembered, until: now + REMEMBER_MS })
    return remembered.key
  }

  async function readAnew(keyId: string, now: number): Promise<ApiKey | null> {
    const key = await keys.find(keyId)
    if (known.size >= REMEMBERED_KEYS) known.clear()
    known.set(keyId, { key, until: now + REMEMBER_MS, readAt: now })
    return key
  }

  return async (authorization: string | undefined, wanted: Wanted): Promise<Caller> => {
    if (authorization === undefined) {
      throw new LoopError(
        'LOOP_NO_KEY',
        "No key came, and nobody is logged in. Send 'Authorization: Bearer sl_…' (salesloop keys create makes one), or log in.",
        { status: 401 },
      )
    }
    const token = /^Bearer +(\S+)$/i.exec(authorization)?.[1] ?? ''
    const keyId = keyIdOf(token)
    const key = keyId === null ? null : await find(keyId)
    if (key === null || !opens(token, key, clock())) {
      throw new LoopError('LOOP_BAD_KEY', 'This key is unknown, revoked or expired. Ask an admin for another.', {
        status: 401,
      })
    }
    const caller: Caller = { kind: 'key', name: key.name, role: null, scopes: key.scopes, person: null }
    demand(caller, wanted)
    return caller
  }
}
