import { LoopError } from '../errors/loop-error.ts'
import type { LabelDesk } from '../labels/label-desk.ts'
import type { MachineDesk } from '../labels/machine-desk.ts'
import { refuseUnknownLabel } from '../labels/taxonomy.ts'
import type { Recorded, TextAnswer, TextDesk } from '../labels/text-task.ts'
import { settleMachineLabels } from './label-by-machine.ts'

export interface TextAnswerPorts {
  readonly textDesk: TextDesk
  readonly machine: MachineDesk
  readonly taxonomy: Pick<LabelDesk, 'taxonomy'>
}

/**
 * A person's answer about one text. When it decides an audit, or contradicts a machine label, what is accepted follows at once.
 *
 * Throws LOOP_NO_TEXT_TASK, LOOP_UNKNOWN_LABEL, LOOP_LEASE_LOST (409).
 */
export async function answerText(
  answer: Omit<TextAnswer, 'taxonomyVersion'>,
  ports: TextAnswerPorts,
  now: number,
): Promise<Extract<Recorded, { kind: 'recorded' }>> {
  const asked = await ports.textDesk.get(answer.textTaskId)
  if (asked === null) throw noTextTask(answer.textTaskId)
  const taxonomy = await ports.taxonomy.taxonomy()
  refuseUnknownLabel(taxonomy, asked.task, answer.label)
  if (answer.label !== null && asked.choices.length > 0 && !asked.choices.includes(answer.label)) {
    throw new LoopError(
      'LOOP_UNKNOWN_LABEL',
      `'${answer.label}' is not among the parts of '${asked.was}': ${asked.choices.join(', ')}. Choose one of them, or null when none fits.`,
    )
  }
  const recorded = await ports.textDesk.record({ ...answer, taxonomyVersion: taxonomy.version }, now)
  if (recorded.kind === 'lost') throw leaseLost()
  if (asked.kind === 'audit') await settleMachineLabels(asked.task, ports, now)
  return recorded
}

export const noTextTask = (id: string): LoopError =>
  new LoopError('LOOP_NO_TEXT_TASK', `There is no text task '${id}'. GET /v1/text-tasks lists them.`, { status: 404 })

const leaseLost = (): LoopError =>
  new LoopError(
    'LOOP_LEASE_LOST',
    'The lease does not count: it ran out and somebody else took the text, or the text is decided. Take the next one from POST /v1/text-tasks/next.',
    { status: 409 },
  )
