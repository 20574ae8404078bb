import { z } from 'zod'
import { LoopError } from '../../errors/loop-error.ts'
import { Name } from './texts.ts'

export const LeaseMs = z
  .int()
  .min(1000)
  .max(24 * 60 * 60 * 1000)
  .default(10 * 60 * 1000)
  .describe('How long the lease holds, milliseconds.')

export const SampleId = z.object({ sample_id: z.string() })
/** Who holds a sample, and by which lease. */
export const Held = z.object({ lease_id: z.string(), annotator: Name })
export const LeaseAnswer = z.object({ lease_id: z.string(), lease_until: z.int() })

export const leaseLost = (why: string): LoopError =>
  new LoopError('LOOP_LEASE_LOST', `The lease does not count: ${why}. Take the next sample from POST /v1/queue/next.`, {
    status: 409,
  })
