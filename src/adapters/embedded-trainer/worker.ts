import { parentPort, workerData } from 'node:worker_threads'
import { LoopError } from '../../errors/loop-error.ts'
import { gate } from '../../evaluation/gate.ts'
import { findClusters } from '../../labels/discovery.ts'
import { labelBatch } from '../../labels/label-batch.ts'
import { findLabelErrors } from '../../labels/label-errors.ts'
import { decodeClassifier } from '../../models/codec.ts'
import { outOfFold } from '../../models/out-of-fold.ts'
import { carryOut, followCourse } from '../../training/carry-out.ts'
import { carryOutFault } from '../../training/fault-order.ts'
import type { Done, Job, Outcome } from './job.ts'

/** One job per thread: fitting, trying, comparing, away from the thread that answers requests. */
function work(job: Job): Done[Job['kind']] {
  switch (job.kind) {
    case 'fit':
      return [...carryOut(job.order)]
    case 'online':
      return followCourse(job.course)
    case 'predict': {
      const classifier = decodeClassifier(new Map(job.files))
      return job.texts.map((text) => classifier.predict(text))
    }
    case 'examine':
      return gate(job.before, job.after, job.limits, job.skills)
    case 'fault': {
      const { files, ...rest } = carryOutFault(job.order)
      return { ...rest, files: [...files] }
    }
    case 'label':
      return labelBatch(job.batch)
    case 'suspects':
      return findLabelErrors(
        job.examples.map(({ label }) => label),
        outOfFold(job.examples, job.seed),
      )
    case 'clusters':
      return findClusters(job.unsure, job.known, job.settings)
  }
}

function outcomeOf(job: Job): Outcome {
  try {
    return { ok: true, value: work(job) }
  } catch (error) {
    const { message } = error as Error
    if (error instanceof LoopError) return { ok: false, code: error.code, message, status: error.status }
    return { ok: false, code: 'internal', message: String((error as Error).stack ?? error), status: 500 }
  }
}

parentPort?.postMessage(outcomeOf(workerData as Job))
