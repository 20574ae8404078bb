import { createHash } from 'node:crypto'

/** Random bytes of a session's or a link's token. */
export const TOKEN_BYTES = 32
const FORM = /^[A-Za-z0-9_-]{43}$/

/** A token as it travels; @param random 32 random bytes. */
export const tokenOf = (random: Uint8Array): string => {
  if (random.length !== TOKEN_BYTES)
    throw new RangeError(`${TOKEN_BYTES} random bytes are needed, not ${random.length}`)
  return Buffer.from(random).toString('base64url')
}

export const isToken = (text: string): boolean => FORM.test(text)

/** What is kept of a token. 256 random bits need no slow hash. */
export const tokenHash = (token: string): Uint8Array => createHash('sha256').update(token).digest()

/** What a page must send with each write: follows from the session's token, and does not lead back to it. */
export const csrfOf = (token: string): string => createHash('sha256').update(`csrf ${token}`).digest('base64url')
