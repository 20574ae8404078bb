import { createHash } from 'node:crypto'
import { isPredicted, type Turn } from '../admission/turns.ts'
import { numberOf, textOf } from '../events/fields.ts'
import { betterReplyIn } from './part-set-better.ts'
import { PART_SETS, type PartItem, type PartSet, type SetMaterial } from './part-set-item.ts'
import { openParts } from './part-verdicts.ts'

/** Of how many verdicts it is not known in which turn the fault lies; they teach the sets below nothing. */
export interface PartSets {
  readonly items: readonly PartItem[]
  readonly unplaced: Readonly<Record<'wording' | 'policy', number>>
}

/**
 * Routes verdicts to the sets that they teach.
 *
 * A label teaches `intent` or `objection`, whether the model was right or not. A fault of wording whose turn is known gives
 * a weak reply, and, where a better one was written, a pair to prefer. A fault of policy gives state and action. Every
 * turn of a flagged conversation that was cleared is a hard negative: it looked like a fault and was none.
 */
export function partSets(materials: readonly SetMaterial[]): PartSets {
  const unplaced = { wording: 0, policy: 0 }
  const items = materials.flatMap((material) => {
    const turns = material.dialogue.turns.filter(isPredicted)
    const open = openParts(
      material,
      turns.map(({ reply }) => reply.id),
    )
    const [somewhere] = open.flatMap((each) => each.somewhere ?? [])
    if (somewhere === 'wording' || somewhere === 'policy') unplaced[somewhere]++
    return turns.flatMap((turn, i) => {
      const { possible } = open[i]!
      return itemsOf(material, turn, possible.length === 1 ? possible[0]! : null)
    })
  })
  return { items, unplaced }
}

function itemsOf(material: SetMaterial, turn: Turn, fault: string | null): PartItem[] {
  const labelled = material.labelled.find(({ turnId }) => turnId === turn.reply.id)
  const items: PartItem[] = []
  for (const task of ['intent', 'objection'] as const) {
    const label = labelled?.label[task] ?? null
    if (label !== null && turn.question !== null)
      items.push({ ...blank(material, turn, task), label, predicted: turn[task] })
  }
  if (fault === 'wording') {
    const better = betterReplyIn(material, turn)
    items.push({ ...blank(material, turn, 'wording'), better })
    if (better !== null) items.push({ ...blank(material, turn, 'preference'), better })
  }
  if (fault === 'policy') items.push(blank(material, turn, 'policy'))
  if (fault === 'none' && material.unit.stratum === 'flagged') items.push(blank(material, turn, 'hard_negatives'))
  return items
}

function blank({ unit, dialogue }: SetMaterial, turn: Turn, set: PartSet): PartItem {
  const { wire } = turn.reply
  const before = dialogue.turns.slice(0, dialogue.turns.indexOf(turn))
  const learnsReply = set !== 'intent' && set !== 'objection'
  const texts = [textOf(turn.question?.wire ?? {}, 'text'), ...(learnsReply ? [textOf(wire, 'response')] : [])]
  return {
    set,
    conversationId: unit.conversationId,
    sampleId: unit.sampleId,
    turnId: turn.reply.id,
    textEventId: turn.question?.id ?? null,
    context: learnsReply ? before.flatMap((each) => [...(each.question ? [each.question.id] : []), each.reply.id]) : [],
    textHash: createHash('sha256').update(JSON.stringify(texts)).digest('hex').slice(0, 16),
    label: null,
    predicted: null,
    better: null,
    state: before.map(({ reply }) => textOf(reply.wire, 'fsm_state')).findLast((state) => state !== null) ?? null,
    action: textOf(wire, 'action'),
    propensity: numberOf(wire, 'propensity'),
    rightAction: null,
  }
}

/** Names a set by what is in it: the same items, in whatever order, have the same id. */
export function partSetId(items: readonly PartItem[]): string {
  const lines = items.map(({ set, turnId, textHash, label, better }) =>
    JSON.stringify([set, turnId, textHash, label, better?.id ?? null]),
  )
  return `ps-${createHash('sha256').update(lines.sort().join('\n')).digest('hex').slice(0, 12)}`
}

/** Items of each set. */
export const partCounts = (items: readonly PartItem[]): Record<PartSet, number> =>
  Object.fromEntries(PART_SETS.map((set) => [set, items.filter((item) => item.set === set).length])) as Record<
    PartSet,
    number
  >
