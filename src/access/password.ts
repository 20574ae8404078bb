import { argon2id, argon2Verify } from 'hash-wasm'
import { LoopError } from '../errors/loop-error.ts'

/**
 * argon2id as OWASP recommends (Password Storage Cheat Sheet, 2025): 19 MiB, 2 passes, 1 lane. Stored hashes carry their
 * own parameters, so that these may grow.
 */
export const ARGON2ID = { memorySize: 19_456, iterations: 2, parallelism: 1, hashLength: 32 } as const
export const SALT_BYTES = 16

/** Characters (code points). NIST SP 800-63B: length is what counts; no rules of composition. */
export const LEAST_LENGTH = 12
export const MOST_LENGTH = 256

/** The password as it is hashed: the same characters, however the keyboard composed them. */
export const passwordOf = (typed: string): string => typed.normalize('NFKC')

/** Throws LOOP_PASSWORD_WEAK saying what is wrong; never repeats the password. */
export function refuseWeak(typed: string, login: string): void {
  const weak = weaknessOf(passwordOf(typed), login)
  if (weak === null) return
  throw new LoopError(
    'LOOP_PASSWORD_WEAK',
    `This password ${weak}. Use ${LEAST_LENGTH} to ${MOST_LENGTH} characters; several words make a good one.`,
  )
}

function weaknessOf(password: string, login: string): string | null {
  const characters = [...password]
  if (characters.length < LEAST_LENGTH) return `has ${characters.length} characters`
  if (characters.length > MOST_LENGTH) return `has ${characters.length} characters`
  if (new Set(characters).size < 4) return 'repeats the same few characters'
  const left = password.toLowerCase().replaceAll(login.toLowerCase(), '')
  if ([...left].length < LEAST_LENGTH / 2) return 'is little more than the login'
  return null
}

/** @param salt 16 random bytes */
export const hashPassword = (typed: string, salt: Uint8Array): Promise<string> =>
  argon2id({ ...ARGON2ID, password: passwordOf(typed), salt, outputType: 'encoded' })

export const verifyPassword = (typed: string, hash: string): Promise<boolean> =>
  argon2Verify({ password: passwordOf(typed), hash })
