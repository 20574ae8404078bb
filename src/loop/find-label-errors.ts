import type { LabelDesk } from '../labels/label-desk.ts'
import type { Suspect } from '../labels/label-errors.ts'
import type { Labeller } from '../labels/labeller.ts'
import { readUnder } from '../labels/taxonomy-translate.ts'
import type { TextDesk } from '../labels/text-task.ts'
import { readPart, type Task } from '../models/task.ts'
import { type Candidate, candidatesOf } from '../training/candidate.ts'
import { refKey } from '../training/snapshot-store.ts'
import type { LabelledTextPorts } from './label-by-machine.ts'

export interface LabelErrorPorts extends LabelledTextPorts {
  readonly labeller: Labeller
  readonly textDesk: TextDesk
  readonly taxonomy: Pick<LabelDesk, 'taxonomy'>
}

export type SuspectLabel = Omit<Suspect, 'index'> & Pick<Candidate, 'source' | 'textId' | 'labelIds' | 'conversationId'>

export interface SuspectList {
  readonly texts: number
  readonly noiseRate: number
  readonly confusions: readonly { readonly given: string; readonly meant: string; readonly examples: number }[]
  /** Most suspect first. */
  readonly suspects: readonly SuspectLabel[]
}

/** Most texts that are searched, the newest: five models are trained on them. */
const MOST_SEARCHED = 30_000

/** Labels of people that models which did not see them contradict: confident learning over what training would read. */
export async function findSuspects(task: Task, ports: LabelErrorPorts, signal: AbortSignal): Promise<SuspectList> {
  const offered = [...candidatesOf(await ports.labels.labelledTurns()), ...(await ports.examples.candidates())]
  const newest = readUnder(
    await ports.taxonomy.taxonomy(),
    offered.filter((each) => each.task === task),
  )
    .sort((a, b) => b.labelledAt - a.labelledAt)
    .slice(0, MOST_SEARCHED)
  const texts = await ports.texts.texts(newest)
  const searched = newest.filter((each) => texts.has(refKey(each)))
  const examples = searched.map((each) => ({
    text: readPart(texts.get(refKey(each))!),
    label: each.label,
    ...(each.conversationId === null ? {} : { group: each.conversationId }),
  }))
  if (new Set(examples.map(({ label }) => label)).size < 2) {
    return { texts: examples.length, noiseRate: 0, confusions: [], suspects: [] }
  }
  const { suspects, noiseRate, confusions } = await ports.labeller.suspects(examples, 1, signal)
  return {
    texts: examples.length,
    noiseRate,
    confusions,
    suspects: suspects.map(({ index, ...suspect }) => {
      const { source, textId, labelIds, conversationId } = searched[index]!
      return { ...suspect, source, textId, labelIds, conversationId }
    }),
  }
}

/** A label of people as training would read it now. */
export type StandingLabel = Pick<SuspectLabel, 'source' | 'textId' | 'conversationId' | 'given'>

/** Of these texts, the labels that people gave them; a text without one is left out. */
export async function standingLabels(
  task: Task,
  textIds: readonly string[],
  ports: Pick<LabelErrorPorts, 'labels' | 'examples' | 'taxonomy'>,
): Promise<StandingLabel[]> {
  const wanted = new Set(textIds)
  const offered = [...candidatesOf(await ports.labels.labelledTurns()), ...(await ports.examples.candidates())]
  const meant = offered.filter((each) => each.task === task && wanted.has(each.textId))
  return readUnder(await ports.taxonomy.taxonomy(), meant).map(({ source, textId, conversationId, label }) => ({
    source,
    textId,
    conversationId,
    given: label,
  }))
}

/** Sends suspects back to people, blind: who answers sees neither the label in question nor what the models say. */
export const sendSuspects = (
  task: Task,
  suspects: readonly StandingLabel[],
  about: string,
  ports: Pick<LabelErrorPorts, 'textDesk'>,
  now: number,
): Promise<number> =>
  ports.textDesk.add(
    suspects.map(({ source, textId, conversationId, given }, i) => ({
      kind: 'suspect',
      task,
      source,
      textId,
      conversationId,
      was: given,
      choices: [],
      about,
      priority: now + i / suspects.length,
    })),
    now,
  )
