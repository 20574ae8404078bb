import type { LoopClient } from '../../client/client.ts'
import type { TurnTruth } from '../../simulator/truth.ts'
import { inParallel } from './in-parallel.ts'

/** What one bundle said about a message whose meaning is known. */
export interface ProbeAnswer {
  readonly intent: string | null
  readonly objection: string | null
}

const AT_ONCE = 8
const TRIES = 30

/**
 * Asks for predictions of messages that no customer of the log wrote.
 *
 * @param bundle whose answers are wanted; while a canary runs beside it, another visitor asks again until it answers
 * @returns in the order of the messages; null where that bundle did not answer
 */
export async function probe(
  client: LoopClient,
  bundle: string,
  messages: readonly TurnTruth[],
): Promise<(ProbeAnswer | null)[]> {
  const answers: (ProbeAnswer | null)[] = messages.map(() => null)
  await inParallel([...messages.keys()], AT_ONCE, async (index) => {
    for (let attempt = 0; attempt < TRIES && answers[index] === null; attempt += 1) {
      const visitor = `probe-${index}-${attempt}`
      const answer = await client.predict({ conversation_id: visitor, user_id: visitor, text: messages[index]!.text })
      if (answer?.bundle !== bundle) continue
      answers[index] = { intent: answer.intent?.label ?? null, objection: answer.objection?.label ?? null }
    }
  })
  return answers
}
