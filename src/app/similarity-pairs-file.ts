import { z } from 'zod'
import { LoopError } from '../errors/loop-error.ts'
import type { LabelledPair } from '../models/similarity-pairs.ts'
import { linesOf, openInput } from './line-source.ts'

const Pair = z.object({
  q1: z.string().min(1).max(4096),
  q2: z.string().min(1).max(4096),
  label: z.union([z.literal(0), z.literal(1)]),
})

/**
 * Reads pairs as JSON lines {q1, q2, label}, gzip or not; other fields are passed over.
 *
 * Throws LOOP_BAD_PAIRS with the line's number, LOOP_BAD_GZIP, and LOOP_NO_FILE.
 */
export async function readPairs(file: string): Promise<LabelledPair[]> {
  const pairs: LabelledPair[] = []
  let number = 0
  for await (const { bytes } of linesOf(await openInput(file), Number.POSITIVE_INFINITY)) {
    number++
    const line = new TextDecoder().decode(bytes!)
    if (line.trim() === '') continue
    const { q1, q2, label } = parse(line, file, number)
    pairs.push({ first: q1, second: q2, label })
  }
  return pairs
}

function parse(line: string, file: string, number: number): z.infer<typeof Pair> {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    throw bad(file, number, 'is no JSON')
  }
  const parsed = Pair.safeParse(value)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw bad(file, number, `${issue!.path.join('.') || 'the line'}: ${issue!.message}`)
}

const bad = (file: string, line: number, why: string) =>
  new LoopError(
    'LOOP_BAD_PAIRS',
    `${file}, line ${line}: ${why}. Each line is {"q1": text, "q2": text, "label": 0 or 1}; 1 = the same question.`,
  )
