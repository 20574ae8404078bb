import { parentPort } from 'node:worker_threads'
import { hashPassword, verifyPassword } from '../../access/password.ts'
import type { PasswordAnswer, PasswordJob } from './passwords.ts'

/** Hashes and checks passwords one after the other: each takes tens of milliseconds and 19 MiB. */
parentPort?.on('message', async ({ id, job }: { id: number; job: PasswordJob }) => {
  const answer: PasswordAnswer = await work(job).then(
    (value) => ({ id, ok: true, value }),
    (error: unknown) => ({ id, ok: false, message: String(error) }),
  )
  parentPort?.postMessage(answer)
})

const work = (job: PasswordJob): Promise<string | boolean> =>
  job.kind === 'hash' ? hashPassword(job.password, job.salt) : verifyPassword(job.password, job.hash)
