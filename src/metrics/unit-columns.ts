import { hashUnit } from '../stats/random.ts'
import { type Grouped, HOUR_MS } from './grouping.ts'
import { FIGURE_ROWS, type Part } from './rates.ts'
import { SATISFACTION_INPUTS, satisfactionInputs } from './satisfaction-inputs.ts'
import type { Unit } from './unit.ts'

/** A unit's part in a figure as one byte. A value of a mean stands beside. */
export const PART = { outside: 0, immature: 1, zero: 2, one: 3, value: 4, predicted: 5 } as const

/** What is grouped by and does not follow from the start: names, and of each unit the place of its own. */
export interface Dimension {
  readonly names: readonly (string | null)[]
  readonly codes: Uint16Array
}
export const DIMENSIONS = ['bundle', 'arm', 'assistantId', 'channel', 'language', 'visitor', 'pace'] as const
export type DimensionName = (typeof DIMENSIONS)[number]

/**
 * Units that began in one hour of UTC, as the figures need them: what each counts for is decided once, here, by the table of
 * rates, and adding them up is a walk over bytes.
 */
export interface UnitColumns {
  readonly count: number
  /** Conversation ids. */
  readonly ids: readonly string[]
  /** Number of the hour since the epoch; null = units without a start. */
  readonly hour: number | null
  /** Cluster of each unit: its user, or itself where nobody is known. */
  readonly clusters: readonly string[]
  /** The random bundle that the cluster belongs to where means are bootstrapped. */
  readonly bundles: Uint16Array
  /** Is the cluster a user? */
  readonly known: Uint8Array
  readonly startedAt: Float64Array
  /** The feedback window counts from here; Infinity = still open. */
  readonly feedbackFrom: Float64Array
  /** Per unit and figure of FIGURE_ROWS a PART: before the feedback window is over, and after it. */
  readonly before: Uint8Array
  readonly after: Uint8Array
  /** Values of PART.value: by unit * figures + figure. */
  readonly values: ReadonlyMap<number, number>
  /** Per unit one number per input of the predicted satisfaction. */
  readonly inputs: Float64Array
  /** Of units with an order: NaN = nobody gave the amount. */
  readonly amounts: ReadonlyMap<number, { readonly amount: number; readonly currency: string }>
  readonly dimensions: Readonly<Record<DimensionName, Dimension>>
  /** Median gap before the decision, milliseconds; NaN = none. */
  readonly gaps: Float64Array
  readonly eligible: Uint8Array
  readonly strata: readonly Unit['stratum'][]
  readonly predictedTurns: Float64Array
  /** Those that are in review: conversation -> place here. */
  readonly sampled: ReadonlyMap<string, number>
}

/** A unit with what the columns hold beside it. */
export interface ColumnUnit extends Unit {
  readonly gapMs: number | null
  readonly sampled: boolean
}

/** Random bundles of users for the bootstrap of means (see tally-figures.ts). */
export const MOST_CLUSTERS = 500
const FIGURES = FIGURE_ROWS.length
const INPUTS = SATISFACTION_INPUTS.length
/** No probability, so that a part which is this one is the predicted probability itself. */
const PREDICTED = -1

export const clusterOf = (unit: Pick<Unit, 'userId' | 'conversationId'>): string =>
  unit.userId ?? `conversation ${unit.conversationId}`
export const bundleOf = (cluster: string): number => Math.floor(hashUnit('metrics', cluster) * MOST_CLUSTERS)

/** @param units of one hour, in any order */
export function columnsOf(hour: number | null, units: readonly ColumnUnit[]): UnitColumns {
  const clusters = units.map(clusterOf)
  const values = new Map<number, number>()
  const partsWhen = (feedbackOver: boolean): Uint8Array => {
    const parts = new Uint8Array(units.length * FIGURES)
    for (const [i, unit] of units.entries())
      for (const [f, row] of FIGURE_ROWS.entries()) {
        const place = i * FIGURES + f
        parts[place] = codeOf(row.of(unit, { feedbackOver, dissatisfaction: PREDICTED }), values, place)
      }
    return parts
  }
  return {
    count: units.length,
    ids: units.map(({ conversationId }) => conversationId),
    hour,
    clusters,
    bundles: Uint16Array.from(clusters, bundleOf),
    known: Uint8Array.from(units, (unit) => Number(unit.userId !== null)),
    startedAt: Float64Array.from(units, (unit) => unit.startedAt ?? Number.NaN),
    feedbackFrom: Float64Array.from(units, (unit) => (unit.closed && unit.endedAt !== null ? unit.endedAt : Infinity)),
    before: partsWhen(false),
    after: partsWhen(true),
    values,
    inputs: inputsOf(units),
    amounts: new Map(
      units.flatMap((unit, i) => {
        const { orderAmount, orderCurrency } = unit
        if (!unit.ordered && orderAmount === null) return []
        return [[i, { amount: orderAmount ?? Number.NaN, currency: orderCurrency ?? 'unknown' }] as const]
      }),
    ),
    dimensions: Object.fromEntries(
      DIMENSIONS.map((name) => [name, dimensionOf(units.map((unit) => unit[name]))]),
    ) as Record<DimensionName, Dimension>,
    gaps: Float64Array.from(units, (unit) => unit.gapMs ?? Number.NaN),
    eligible: Uint8Array.from(units, (unit) => Number(unit.eligible === true)),
    strata: units.map((unit) => unit.stratum),
    predictedTurns: Float64Array.from(units, (unit) => unit.predictedTurnCount),
    sampled: new Map(units.flatMap((unit, i) => (unit.sampled ? [[unit.conversationId, i] as const] : []))),
  }
}

function codeOf(part: Part, values: Map<number, number>, place: number): number {
  if (part === 'outside') return PART.outside
  if (part === 'immature') return PART.immature
  if (part === PREDICTED) return PART.predicted
  if (part === 0) return PART.zero
  if (part === 1) return PART.one
  values.set(place, part)
  return PART.value
}

function inputsOf(units: readonly Unit[]): Float64Array {
  const inputs = new Float64Array(units.length * INPUTS)
  for (const [i, unit] of units.entries()) inputs.set(satisfactionInputs(unit), i * INPUTS)
  return inputs
}

/** The inputs of one unit, as `satisfactionInputs` gave them. */
export const inputsAt = ({ inputs }: UnitColumns, i: number): Float64Array =>
  inputs.subarray(i * INPUTS, (i + 1) * INPUTS)

export function dimensionOf(values: readonly (string | null)[]): Dimension {
  const places = new Map<string | null, number>()
  const codes = Uint16Array.from(values, (value) => {
    const held = places.get(value)
    if (held !== undefined) return held
    places.set(value, places.size)
    return places.size - 1
  })
  return { names: [...places.keys()], codes }
}

/** What groups a unit, as the other readers of units see it. */
export function groupedAt(columns: UnitColumns, i: number): Grouped {
  const of = (name: DimensionName) => columns.dimensions[name].names[columns.dimensions[name].codes[i]!] ?? null
  const startedAt = columns.startedAt[i]!
  return {
    startedAt: Number.isNaN(startedAt) ? null : startedAt,
    bundle: of('bundle'),
    arm: of('arm'),
    assistantId: of('assistantId'),
    channel: of('channel'),
    language: of('language'),
    visitor: of('visitor') as Unit['visitor'],
    pace: of('pace') as Unit['pace'],
  }
}

/** Number of the hour in which an instant lies. */
export const hourNumber = (instant: number): number => Math.floor(instant / HOUR_MS)
