import type { Readable } from 'node:stream'
import { LoopError } from '../../errors/loop-error.ts'
import { badTextIn, mayHoldBadText } from '../../events/text-checks.ts'

export const BODY_LIMIT_BYTES = 4 * 1024 * 1024

/**
 * Collects a body. Of one that is too large the rest is read and forgotten: with unread bytes left the connection
 * would be reset before the answer reaches the sender. Throws LOOP_BODY_TOO_LARGE (413), LOOP_MEDIA_TYPE
 * (415, when it is compressed), LOOP_BAD_HTTP (400).
 */
export function collectBody(body: Readable, encoding = 'identity'): Promise<Buffer> {
  return new Promise((done, fail) => {
    let chunks: Buffer[] = []
    let length = 0
    body.on('data', (chunk: Buffer) => {
      length += chunk.length
      if (length <= BODY_LIMIT_BYTES) chunks.push(chunk)
      else {
        chunks = []
        fail(bodyTooLarge())
      }
    })
    body.on('end', () =>
      encoding.toLowerCase() === 'identity' ? done(Buffer.concat(chunks)) : fail(encoded(encoding)),
    )
    body.on('error', (cause) => {
      fail(new LoopError('LOOP_BAD_HTTP', 'The connection ended in the middle of the body. Send it again.', { cause }))
    })
  })
}

const encoded = (encoding: string): LoopError =>
  new LoopError(
    'LOOP_MEDIA_TYPE',
    `The body has Content-Encoding ${encoding}. Send it as it is, without compression.`,
    {
      status: 415,
    },
  )

const bodyTooLarge = (): LoopError =>
  new LoopError(
    'LOOP_BODY_TOO_LARGE',
    `The body is larger than ${BODY_LIMIT_BYTES} bytes. Send fewer events at once.`,
    { status: 413 },
  )

/** Objects and arrays inside each other; checked before parsing, since the parser recurses. */
export const MAX_DEPTH = 32

/**
 * Bytes to a JSON value: fatal UTF-8, bounded depth, then JSON.parse.
 * Throws LOOP_BAD_UTF8, LOOP_TOO_DEEP, LOOP_BAD_JSON, LOOP_BAD_TEXT, LOOP_BAD_NUMBER (all 400).
 */
export function parseJsonBody(bytes: Uint8Array): unknown {
  const text = decodeUtf8(bytes)
  refuseDepth(text)
  try {
    const value: unknown = JSON.parse(text)
    if (mayHoldBadText(text)) refuseBadText(value)
    return value
  } catch (cause) {
    if (cause instanceof LoopError) throw cause
    throw new LoopError(
      'LOOP_BAD_JSON',
      `The body is not JSON: ${(cause as Error).message}. Send one JSON value in UTF-8.`,
      { cause },
    )
  }
}

export function decodeUtf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (cause) {
    throw new LoopError('LOOP_BAD_UTF8', 'The body is not valid UTF-8. Encode it as UTF-8.', { cause })
  }
}

/** Refuses what the database could not hold, before it sees it. Throws LOOP_BAD_TEXT, LOOP_BAD_NUMBER (400). */
export function refuseBadText(value: unknown): void {
  const bad = badTextIn(value)
  if (bad === 'number') {
    throw new LoopError('LOOP_BAD_NUMBER', 'A number is over 1.8e308 and cannot be held. Send a smaller one.')
  }
  if (bad) {
    const what = bad === 'nul' ? 'U+0000' : 'half of a surrogate pair'
    throw new LoopError('LOOP_BAD_TEXT', `A text holds ${what}. Send well-formed Unicode without U+0000.`)
  }
}

export function refuseDepth(text: string): void {
  let depth = 0
  let inString = false
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i)
    if (inString) {
      if (c === 0x5c) i++
      else if (c === 0x22) inString = false
    } else if (c === 0x22) inString = true
    else if (c === 0x7b || c === 0x5b) {
      if (++depth > MAX_DEPTH)
        throw new LoopError('LOOP_TOO_DEEP', `The body nests deeper than ${MAX_DEPTH} levels. Send it flatter.`)
    } else if (c === 0x7d || c === 0x5d) depth--
  }
}
