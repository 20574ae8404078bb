import { timingSafeEqual } from 'node:crypto'
import { LoopError } from '../errors/loop-error.ts'
import type { Account } from './account.ts'
import type { Caller } from './caller.ts'
import { SCOPES_OF } from './roles.ts'
import { csrfOf, isToken, tokenHash } from './secret.ts'
import { holds, SEEN_EVERY_MS, type Session, type SessionStore } from './session.ts'

/** A session that was ended, or a person who was disabled, opens nothing after this long, in whichever process. */
const REMEMBER_MS = 2000
const REMEMBERED = 1000

export interface SessionDoor {
  /** The person of a session's token. Throws LOOP_SESSION_OVER (401). */
  enter(token: string): Promise<Caller>
  /** What was known is asked anew: something of it was changed by this process. */
  forget(): void
}

/** Says who a request is by the token of its session. */
export function sessionDoor(sessions: Pick<SessionStore, 'find' | 'seen'>, clock: () => number): SessionDoor {
  const known = new Map<string, { found: { session: Session; account: Account } | null; until: number }>()

  async function find(token: string, now: number) {
    const remembered = known.get(token)
    if (remembered && now < remembered.until) return remembered.found
    const found = await sessions.find(tokenHash(token))
    if (found && holds(found.session, found.account, now) && now - found.session.seenAt >= SEEN_EVERY_MS)
      await sessions.seen(found.session.sessionId, now)
    if (known.size >= REMEMBERED) known.clear()
    known.set(token, { found, until: now + REMEMBER_MS })
    return found
  }

  return {
    async enter(token) {
      const now = clock()
      const found = isToken(token) ? await find(token, now) : null
      if (found === null || !holds(found.session, found.account, now)) throw over()
      const { session, account } = found
      return {
        kind: 'user',
        name: account.login,
        role: account.role,
        scopes: SCOPES_OF[account.role],
        person: { accountId: account.accountId, sessionId: session.sessionId, csrf: csrfOf(token) },
      }
    },
    forget: () => known.clear(),
  }
}

/** A write that came with a cookie must bring what only our own pages can read. Throws LOOP_CSRF (403). */
export function refuseForged(caller: Caller, brought: string | undefined): void {
  if (caller.person === null) return
  const [wanted, given] = [Buffer.from(caller.person.csrf), Buffer.from(brought ?? '')]
  if (wanted.length === given.length && timingSafeEqual(wanted, given)) return
  throw new LoopError(
    'LOOP_CSRF',
    `This write came with a session, and its header x-csrf-token ${brought === undefined ? 'is missing' : 'is another one'}. Send the csrf of GET /v1/me.`,
    { status: 403 },
  )
}

const over = (): LoopError =>
  new LoopError('LOOP_SESSION_OVER', 'This session is over, or was ended. Log in again.', { status: 401 })
