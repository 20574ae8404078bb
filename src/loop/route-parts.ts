import type { LabelledTurn, LabelReader, ReviewedUnit } from '../labels/label-reader.ts'
import type { SetMaterial } from '../training/part-set-item.ts'
import type { PartSetReader } from '../training/part-set-reader.ts'
import { type PartSets, partSets } from '../training/part-sets.ts'

export interface RoutePartsPorts {
  readonly labels: Pick<LabelReader, 'reviewed' | 'labelledTurns'>
  readonly parts: PartSetReader
}

const BATCH = 500

/** A page of reviewed conversations with what the sets are made from. */
export interface PartPage {
  readonly materials: readonly SetMaterial[]
  /** Sample id of the last one looked at; null = that was all. */
  readonly next: string | null
}

/**
 * Arrow from verdicts to the sets that they teach: a page of reviewed conversations, in the order of their sample ids.
 *
 * @param after sample id of the last conversation of the page before; null = from the first
 * @param limit conversations to look at
 */
export async function partPage(ports: RoutePartsPorts, after: string | null, limit: number): Promise<PartPage> {
  const units = (await ports.labels.reviewed())
    .filter(({ sampleId }) => after === null || sampleId > after)
    .sort((a, b) => (a.sampleId < b.sampleId ? -1 : 1))
  const page = units.slice(0, limit)
  const labelled = Map.groupBy(await ports.labels.labelledTurns(), (turn) => turn.conversationId)
  const materials: SetMaterial[] = []
  for (let from = 0; from < page.length; from += BATCH)
    materials.push(...(await readBatch(page.slice(from, from + BATCH), labelled, ports.parts)))
  return { materials, next: units.length > page.length ? page.at(-1)!.sampleId : null }
}

async function readBatch(
  units: readonly ReviewedUnit[],
  labelled: ReadonlyMap<string, readonly LabelledTurn[]>,
  reader: PartSetReader,
): Promise<SetMaterial[]> {
  const ids = units.map(({ conversationId }) => conversationId)
  const [dialogues, written] = [await reader.dialogues(ids), await reader.written(ids)]
  return units.flatMap((unit) => {
    const dialogue = dialogues.get(unit.conversationId)
    if (dialogue === undefined) return []
    const labels = labelled.get(unit.conversationId) ?? []
    return [{ unit, labelled: labels, dialogue, written: written.get(unit.conversationId) ?? [] }]
  })
}

/** All sets at once, from the newest verdicts. */
export async function routeParts(ports: RoutePartsPorts, most: number): Promise<PartSets & { verdicts: number }> {
  const units = (await ports.labels.reviewed()).sort((a, b) => b.labelledAt - a.labelledAt).slice(0, most)
  const labelled = Map.groupBy(await ports.labels.labelledTurns(), (turn) => turn.conversationId)
  const all: SetMaterial[] = []
  for (let from = 0; from < units.length; from += BATCH)
    all.push(...(await readBatch(units.slice(from, from + BATCH), labelled, ports.parts)))
  return { ...partSets(all), verdicts: units.length }
}
