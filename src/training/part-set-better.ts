import type { Turn } from '../admission/turns.ts'
import { goodReplies } from '../labels/good-replies.ts'
import type { BetterReply, SetMaterial } from './part-set-item.ts'

/**
 * The better reply to a weak one: what an annotator wrote for this turn; else, if the verdict named no turn and this is
 * the only one at fault, what he wrote; else what a person of the shop said right after it.
 */
export function betterReplyIn(
  { written, dialogue }: Pick<SetMaterial, 'written' | 'dialogue'>,
  { reply }: Turn,
): BetterReply | null {
  const own = written.findLast(({ turnId }) => turnId === reply.id) ?? written.findLast(({ turnId }) => turnId === null)
  if (own !== undefined) return { from: 'answer', id: own.labelId }
  const person = goodReplies(dialogue).find(({ replyBefore }) => replyBefore === reply.id)
  return person === undefined ? null : { from: 'person', id: person.replyId }
}
