import type { LabelledTurn, Task } from '../../src/labels/label-reader.ts'

/** Turns with a label per task: what a reader's own count must come to. */
export const tally = (turns: readonly LabelledTurn[]): Record<Task, number> => ({
  intent: turns.filter(({ label }) => label.intent !== null).length,
  objection: turns.filter(({ label }) => label.objection !== null).length,
})
