import { setImmediate } from 'node:timers/promises'
import type { TraitStore } from '../metrics/trait-store.ts'
import type { UnitReader } from '../metrics/unit-reader.ts'
import { type OwnedText, textDrift } from '../monitoring/domain-classifier.ts'
import { compareSamples, type DriftResult, judgeDay, ofTexts, type Samples } from '../monitoring/drift.ts'
import type { DriftReference } from '../monitoring/drift-reference.ts'
import { FeatureSamples, TurnSamples } from '../monitoring/drift-samples.ts'
import type { DriftRow, DriftStore } from '../monitoring/drift-store.ts'
import type { TextSource } from '../monitoring/text-source.ts'

export interface DriftPorts {
  readonly drift: DriftStore
  readonly traits: Pick<TraitStore, 'turns'>
  readonly units: Pick<UnitReader, 'units'>
  readonly texts: TextSource
}

/** What one side of a comparison is made of. */
interface Side {
  readonly samples: Samples
  readonly texts: readonly OwnedText[]
}

const DAY_MS = 86_400_000
const HOUR_MS = 3_600_000
/** Texts of the classifier: of the reference, and of a day. */
const MOST_TEXTS = 1500
/** After a long pause only so many days are made up for. */
const MOST_DAYS = 31

/**
 * Series that are looked at together, and how long after a day's end they are known: what is said at once; and the features,
 * when conversations have closed (a day's idle gap) and their outcome windows and graces are over (three more).
 */
const FAMILIES = [
  { family: 'turns', lagMs: HOUR_MS },
  { family: 'features', lagMs: 4 * DAY_MS + HOUR_MS },
] as const
type Family = (typeof FAMILIES)[number]['family']

/**
 * Compares each day that is over with every named reference. A day is looked at once per reference and family; done again,
 * it gives the same rows. The daily level is shared by the two families.
 *
 * @returns days looked at
 */
export async function watchDrift(now: number, ports: DriftPorts, signal: AbortSignal): Promise<number> {
  let days = 0
  for (const reference of await ports.drift.references()) {
    for (const { family, lagMs } of FAMILIES) {
      const next = await firstDay(reference, family, now - lagMs, ports)
      const sides = new Map<string, Side>()
      for (let dayAt = next; dayAt + DAY_MS + lagMs <= now && !signal.aborted; dayAt += DAY_MS) {
        await ports.drift.save(await compareDay(reference, family, dayAt, sides, ports), now)
        await ports.drift.setMark(reference.name, reference.version, family, dayAt + DAY_MS)
        days++
      }
    }
  }
  return days
}

/** Where it stopped; at first the day after the reference, but no more than a month back. */
async function firstDay(
  { name, version, body }: DriftReference,
  family: Family,
  until: number,
  { drift }: DriftPorts,
): Promise<number> {
  const earliest = startOfDay(until) - MOST_DAYS * DAY_MS
  const mark = await drift.mark(name, version, family)
  if (mark !== null) return Math.max(mark, earliest)
  return body.kind === 'period' ? Math.max(startOfDay(body.to - 1) + DAY_MS, earliest) : earliest
}

const startOfDay = (instant: number): number => Math.floor(instant / DAY_MS) * DAY_MS

async function compareDay(
  reference: DriftReference,
  family: Family,
  dayAt: number,
  known: Map<string, Side>,
  ports: DriftPorts,
): Promise<DriftRow[]> {
  const found: { assistant: string; result: DriftResult }[] = []
  for (const assistant of await assistantsOf(reference, dayAt, ports)) {
    const before = known.get(assistant) ?? (await referenceSide(reference, family, assistant || null, ports))
    known.set(assistant, before)
    const now = await spanSide(family, dayAt, dayAt + DAY_MS, assistant || null, ports)
    for (const result of await compare(before, now)) found.push({ assistant, result })
    await setImmediate()
  }
  const judged = judgeDay(
    found.map(({ result }) => result),
    reference.body.level / FAMILIES.length,
  )
  const { name: referenceName, version } = reference
  return judged.map((each, i) => ({ ...each, referenceName, version, dayAt, assistant: found[i]!.assistant }))
}

async function compare(before: Side, now: Side): Promise<DriftResult[]> {
  const results = compareSamples(before.samples, now.samples)
  if (before.texts.length === 0 || now.texts.length === 0) return results
  const texts = await textDrift(before.texts, now.texts, () => setImmediate())
  return texts === null ? results : [...results, ofTexts('text/classifier', texts)]
}

/** All together ('') and each by itself, unless the reference is about one of them. */
async function assistantsOf({ body }: DriftReference, dayAt: number, { traits }: DriftPorts): Promise<string[]> {
  if (body.assistant !== null) return [body.assistant]
  const seen = new Set<string>()
  for await (const batch of traits.turns(dayAt, dayAt + DAY_MS, null))
    for (const { assistantId } of batch) if (assistantId !== null) seen.add(assistantId)
  return seen.size > 1 ? ['', ...[...seen].sort()] : ['']
}

async function referenceSide(
  { body }: DriftReference,
  family: Family,
  assistant: string | null,
  ports: DriftPorts,
): Promise<Side> {
  if (body.kind === 'period') return spanSide(family, body.from, body.to, assistant, ports)
  if (family === 'features') return { samples: {}, texts: [] } // a training set has no outcomes
  const { texts, labels } = await ports.texts.training(body.bundle, MOST_TEXTS)
  const predictions = Object.entries(labels).map(([task, counts]): [string, Samples[string]] => [
    `prediction/${task}`,
    { kind: 'categories', counts },
  ])
  const lengths = { kind: 'numbers' as const, values: texts.map(({ text }) => [...text].length) }
  return { samples: { ...Object.fromEntries(predictions), 'text/length': lengths }, texts }
}

async function spanSide(
  family: Family,
  from: number,
  to: number,
  assistant: string | null,
  { traits, units, texts }: DriftPorts,
): Promise<Side> {
  if (family === 'features') {
    const samples = new FeatureSamples()
    for await (const batch of units.units(from, to))
      for (const unit of batch) if (assistant === null || unit.assistantId === assistant) samples.add(unit)
    return { samples: samples.samples(), texts: [] }
  }
  const turns = new TurnSamples()
  for await (const batch of traits.turns(from, to, assistant)) for (const each of batch) turns.add(each)
  const messages = await texts.messages(from, to, assistant, MOST_TEXTS)
  return { samples: turns.samples(messages), texts: messages }
}
