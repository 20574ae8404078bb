import { CLUES } from './clues.ts'
import type { AdmissionConfig } from './config.ts'
import type { AdmissionRow } from './rules.ts'
import { type ClueName, HUMAN_REPLY, SUSPECT_TABLE, type SuspectPart, type SuspectRule } from './suspect-table.ts'
import type { Dialogue, Turn } from './turns.ts'

/** Where the model probably failed. */
export interface Suspicion {
  /** Event id of the reply. */
  readonly eventId: string
  readonly part: SuspectPart
  /** The clue that weighs most; `learned` = no clue of the table shows, the model of parts says so. */
  readonly clue: ClueName | 'human_reply' | 'learned'
  /** Chance that this turn is at fault, all its clues together, in [0, 1]. */
  readonly weight: number
  /** Per clue the event ids that show it. */
  readonly evidence: Readonly<Partial<Record<ClueName, readonly string[]>>>
}

interface Shown {
  readonly rule: SuspectRule
  readonly turn: Turn
  readonly evidence: readonly string[]
}

/**
 * The turns of a flagged conversation that may be at fault, the most suspicious first; of equal ones the earlier.
 *
 * Clues on one turn add up as independent hints: `1 - product of (1 - weight)`. Its part is that of the heaviest clue
 * that names one.
 */
export function suspicions(
  dialogue: Dialogue,
  row: AdmissionRow,
  config: AdmissionConfig,
  table: readonly SuspectRule[] = SUSPECT_TABLE,
): Suspicion[] {
  const shown: Shown[] = table.flatMap((rule) =>
    CLUES[rule.clue](dialogue, row, config).map((finding) => ({ rule, ...finding })),
  )
  return dialogue.turns
    .map((turn) =>
      suspicionOf(
        turn,
        shown.filter((clue) => clue.turn === turn),
      ),
    )
    .filter((suspicion) => suspicion !== null)
    .sort((a, b) => b.weight - a.weight)
}

function suspicionOf(turn: Turn, clues: readonly Shown[]): Suspicion | null {
  if (clues.length === 0) return null
  const heaviest = [...clues].sort(
    (a, b) => Number(a.rule.part === 'open') - Number(b.rule.part === 'open') || b.rule.weight - a.rule.weight,
  )[0]!
  const weight = 1 - clues.reduce((none, clue) => none * (1 - clue.rule.weight), 1)
  const evidence = Object.fromEntries(clues.map((clue) => [clue.rule.clue, clue.evidence]))
  if (turn.byHuman)
    return {
      eventId: turn.reply.id,
      part: HUMAN_REPLY.part,
      clue: 'human_reply',
      weight: weight * HUMAN_REPLY.factor,
      evidence,
    }
  return { eventId: turn.reply.id, part: heaviest.rule.part, clue: heaviest.rule.clue, weight, evidence }
}
