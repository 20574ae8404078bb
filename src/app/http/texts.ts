import { z } from 'zod'
import { badText } from '../../events/text-checks.ts'
import { isMachineName } from '../../releases/ramp.ts'

const storable = (text: string): boolean => badText(text) === null
const reason = { error: 'holds \\u0000 or half of a surrogate pair' }

/** A text that the database can hold. */
export const Text = z.string().max(100_000).refine(storable, reason)
/** An id or a name: not empty, and short. */
export const Name = z.string().min(1).max(512).refine(storable, reason)
/** Who orders something, in ledgers in which the machine writes too. */
export const Person = Name.refine((name) => !isMachineName(name), {
  error: 'is a name under which the loop itself writes (guardrail, ramp, loop); give the name of a person',
})
