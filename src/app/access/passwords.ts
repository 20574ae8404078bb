import { randomBytes } from 'node:crypto'
import { Worker } from 'node:worker_threads'
import { SALT_BYTES } from '../../access/password.ts'
import { LoopError } from '../../errors/loop-error.ts'

export type PasswordJob =
  | { readonly kind: 'hash'; readonly password: string; readonly salt: Uint8Array }
  | { readonly kind: 'verify'; readonly password: string; readonly hash: string }
export type PasswordAnswer =
  | { readonly id: number; readonly ok: true; readonly value: string | boolean }
  | { readonly id: number; readonly ok: false; readonly message: string }

export interface Passwords {
  hash(password: string): Promise<string>
  /** `hash` null: nobody has such a login; takes the same time, and is wrong. */
  verify(password: string, hash: string | null): Promise<boolean>
  close(): Promise<void>
}

/** The file beside this one, as source or as built. */
const WORKER = new URL(
  import.meta.url.endsWith('.ts') ? './password-worker.ts' : './password-worker.js',
  import.meta.url,
)
/** More wait for no answer: about six seconds of work. */
const MOST_WAITING = 64

/** argon2id in a thread of its own, so that logins never hold up requests. The thread starts with the first password. */
export function openPasswords(): Passwords {
  const waiting = new Map<number, { resolve(value: string | boolean): void; reject(error: unknown): void }>()
  let [worker, next, decoy]: [Worker | null, number, Promise<string> | null] = [null, 0, null]

  function start(): Worker {
    const started = new Worker(WORKER, { name: 'passwords' })
    started.unref()
    started.on('message', (answer: PasswordAnswer) => {
      const asked = waiting.get(answer.id)
      waiting.delete(answer.id)
      if (answer.ok) asked?.resolve(answer.value)
      else asked?.reject(new Error(answer.message))
      if (waiting.size === 0) started.unref()
    })
    started.once('error', (error) => {
      worker = null
      for (const { reject } of waiting.values()) reject(error)
      waiting.clear()
    })
    return started
  }

  function ask(job: PasswordJob): Promise<string | boolean> {
    if (waiting.size >= MOST_WAITING) {
      const message = 'Too many people log in at this moment. Try again in a few seconds.'
      return Promise.reject(new LoopError('LOOP_LOGIN_BUSY', message, { status: 503 }))
    }
    worker ??= start()
    worker.ref()
    const id = next++
    return new Promise((resolve, reject) => {
      waiting.set(id, { resolve, reject })
      worker!.postMessage({ id, job })
    })
  }

  const hash = async (password: string) =>
    (await ask({ kind: 'hash', password, salt: new Uint8Array(randomBytes(SALT_BYTES)) })) as string

  return {
    hash,
    async verify(password, stored) {
      decoy ??= hash(randomBytes(32).toString('hex'))
      const against = stored ?? (await decoy)
      return (await ask({ kind: 'verify', password, hash: against })) === true && stored !== null
    },
    async close() {
      await worker?.terminate()
    },
  }
}
