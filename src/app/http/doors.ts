import type { authoriser } from '../../access/authorise.ts'
import { demand } from '../../access/caller.ts'
import type { SessionDoor } from '../../access/session-door.ts'
import type { Authorise } from './server.ts'
import { type CookieForm, sessionTokenOf } from './session-cookie.ts'

/** Two ways in: a key in the Authorization header, which goes first, or the cookie of a session. */
export const doors =
  (keys: ReturnType<typeof authoriser>, sessions: SessionDoor, form: CookieForm): Authorise =>
  async (request, wanted) => {
    const { authorization } = request.headers
    const token = authorization === undefined ? sessionTokenOf(request, form) : null
    if (token === null) return keys(authorization, wanted)
    const caller = await sessions.enter(token)
    request.caller = caller // the audit log says who was refused
    demand(caller, wanted)
    return caller
  }
