import { Worker } from 'node:worker_threads'
import { LoopError } from '../../errors/loop-error.ts'
import type { Examiner } from '../../evaluation/examiner.ts'
import type { FaultTrainer } from '../../training/fault-order.ts'
import type { OnlineLearner, Trainer } from '../../training/trainer.ts'
import type { Done, Job, Outcome } from './job.ts'

/** The file beside this one, as source or as built. */
const WORKER = new URL(import.meta.url.endsWith('.ts') ? './worker.ts' : './worker.js', import.meta.url)

/**
 * The embedded classifier, trained and tried in a worker thread of this process, so that the service goes on answering.
 * One thread per job: a job that is cancelled, or breaks, takes nothing else with it.
 */
export const embeddedTrainer: Trainer & Examiner & OnlineLearner & FaultTrainer = {
  async fit(order, signal) {
    return new Map(await runJob({ kind: 'fit', order }, signal))
  },
  async fitFault(order, signal) {
    const { files, ...rest } = await runJob({ kind: 'fault', order }, signal)
    return { ...rest, files: new Map(files) }
  },
  learn: (course, signal) => runJob({ kind: 'online', course }, signal),
  predict: (files, texts, signal) => runJob({ kind: 'predict', files: [...files], texts }, signal),
  examine: (before, after, limits, skills, signal) =>
    runJob({ kind: 'examine', before, after, limits, skills }, signal),
}

/** Runs a job in a thread of its own. */
export function runJob<K extends Job['kind']>(job: Extract<Job, { kind: K }>, signal: AbortSignal): Promise<Done[K]> {
  signal.throwIfAborted()
  return new Promise((resolve, reject) => {
    const worker = new Worker(WORKER, { workerData: job, name: `training ${job.kind}` })
    const abort = (): void => {
      reject(signal.reason)
      void worker.terminate()
    }
    signal.addEventListener('abort', abort, { once: true })
    worker.once('message', (outcome: Outcome) => {
      if (outcome.ok) resolve(outcome.value as Done[K])
      else reject(asError(outcome))
    })
    worker.once('error', reject)
    worker.once('exit', (code) => {
      signal.removeEventListener('abort', abort)
      reject(new Error(`the training thread ended with code ${code}`)) // of no effect once settled
    })
  })
}

/** Errors lose their class on the way between threads. */
const asError = (failed: Extract<Outcome, { ok: false }>): Error =>
  failed.code.startsWith('LOOP_')
    ? new LoopError(failed.code as `LOOP_${string}`, failed.message, { status: failed.status })
    : new Error(failed.message)
