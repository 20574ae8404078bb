import type { AttributionExample } from '../admission/attribution-example.ts'
import { FAULT_PARTS, type FaultPart } from '../admission/fault-part.ts'
import type { TurnInputs } from '../admission/turn-inputs.ts'
import type { LabelledTurn, ReviewedUnit } from '../labels/label-reader.ts'

/** A reviewed conversation: its verdict, and the labels of its turns. */
export interface Judged {
  readonly unit: Pick<
    ReviewedUnit,
    'conversationId' | 'userId' | 'inclusionProbability' | 'atFault' | 'part' | 'faultTurn'
  >
  readonly labelled: readonly Pick<LabelledTurn, 'turnId' | 'label' | 'prediction'>[]
}

/** The same with what a model reads of each turn. */
export interface ReviewedConversation extends Judged {
  readonly turns: readonly TurnInputs[]
  /** Event id of the reply that the reviewer was pointed at. */
  readonly suspectTurn: string | null
}

/** What people's answers leave open about one turn. */
export interface OpenParts {
  /** Not ruled out, in the order of FAULT_PARTS. */
  readonly possible: readonly FaultPart[]
  /** Found in the conversation, in a turn that nobody named. */
  readonly somewhere: FaultPart | null
}

/**
 * What people's answers leave open about each turn of a reviewed conversation.
 *
 * The label of a turn says most: another intent than predicted is a fault of the intent, the same one rules that out; then
 * the objection likewise. A verdict of no fault clears the turns that no label contradicts. A verdict that names its turn
 * says where; one that names none says that some turn failed, unless a label has found that fault already. All else stays
 * open: unknown is not "no fault".
 *
 * @param turnIds event ids of its predicted replies
 */
export function openParts({ unit, labelled }: Judged, turnIds: readonly string[]): OpenParts[] {
  const labels = new Map(labelled.map((turn) => [turn.turnId, turn]))
  const byLabels = turnIds.map((turnId) => leftOpenBy(labels.get(turnId)))
  const place = placeOf(unit, byLabels, turnIds)
  return turnIds.map((turnId, i) => ({
    possible: narrowed(byLabels[i]!, unit, place === turnId),
    somewhere: place === 'somewhere' ? unit.part : null,
  }))
}

/** The same as examples for the model of parts. */
export function verdictsOnTurns(reviewed: ReviewedConversation): AttributionExample[] {
  const { unit, labelled, turns, suspectTurn } = reviewed
  const labels = new Map(labelled.map((turn) => [turn.turnId, turn.label]))
  const open = openParts(
    reviewed,
    turns.map(({ turnId }) => turnId),
  )
  return turns.map((inputs, i) => ({
    inputs,
    conversationId: unit.conversationId,
    group: unit.userId ?? unit.conversationId,
    weight: 1 / unit.inclusionProbability,
    ...open[i]!,
    isSuspect: inputs.turnId === suspectTurn,
    right: {
      intent: labels.get(inputs.turnId)?.intent ?? null,
      objection: labels.get(inputs.turnId)?.objection ?? null,
    },
  }))
}

function leftOpenBy(turn: Pick<LabelledTurn, 'label' | 'prediction'> | undefined): readonly FaultPart[] {
  if (turn === undefined) return FAULT_PARTS
  const [intent, objection] = [agreed(turn, 'intent'), agreed(turn, 'objection')]
  if (intent === false) return ['intent']
  if (objection === false) return intent === true ? ['objection'] : ['intent', 'objection']
  return FAULT_PARTS.filter(
    (part) => !(part === 'intent' && intent === true) && !(part === 'objection' && objection === true),
  )
}

/** null = not labelled, or nothing was predicted. */
function agreed({ label, prediction }: Pick<LabelledTurn, 'label' | 'prediction'>, task: 'intent' | 'objection') {
  const [right, said] = [label[task], prediction[task]]
  return right === null || said === null ? null : right === said
}

/** Where the fault of the verdict lies: a turn, `somewhere`, or null = the verdict adds nothing. */
function placeOf(
  { atFault, part, faultTurn = null }: ReviewedConversation['unit'],
  byLabels: readonly (readonly FaultPart[])[],
  turnIds: readonly string[],
): string | null {
  if (atFault !== true || part === null || part === 'none') return null
  const open = turnIds.filter((_, i) => byLabels[i]!.includes(part))
  if (faultTurn !== null && open.includes(faultTurn)) return faultTurn
  if (byLabels.some((possible) => possible.length === 1 && possible[0] === part) || open.length === 0) return null
  return open.length === 1 ? open[0]! : 'somewhere'
}

function narrowed(
  possible: readonly FaultPart[],
  { atFault, part }: ReviewedConversation['unit'],
  isPlace: boolean,
): readonly FaultPart[] {
  if (isPlace) return [part!]
  return atFault === false && possible.includes('none') ? ['none'] : possible
}
