import { z } from 'zod'
import { badText } from '../../events/text-checks.ts'

const storable = (text: string): boolean => badText(text) === null
const reason = { error: 'holds \\u0000 or half of a surrogate pair' }

/** A text that the database can hold. */
export const Text = z.string().max(100_000).refine(storable, reason)
/** An id or a name: not empty, and short. */
export const Name = z.string().min(1).max(512).refine(storable, reason)
