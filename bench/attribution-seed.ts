import { attributeAll, fitAttribution } from '../src/admission/attribution.ts'
import type { AttributionExample } from '../src/admission/attribution-example.ts'
import { tablePart } from '../src/admission/attribution-table.ts'
import { defaultAdmissionConfig } from '../src/admission/config.ts'
import { FAULT_PARTS, type FaultPart, likeliest } from '../src/admission/fault-part.ts'
import { defaultSamplingPolicy } from '../src/admission/sampling-policy.ts'
import { SUSPECT_TABLE } from '../src/admission/suspect-table.ts'
import { type TurnInputs, turnInputs } from '../src/admission/turn-inputs.ts'
import { dialogueOf } from '../src/admission/turns.ts'
import { playDays } from '../src/simulator/run-world.ts'
import { standIn } from '../src/simulator/stand-in.ts'
import type { TurnTruth } from '../src/simulator/truth.ts'
import type { World } from '../src/simulator/world.ts'
import { debiasedEce } from '../src/stats/calibration-error.ts'
import { type MacroF1, macroF1 } from '../src/stats/macro-f1.ts'
import { randomFrom } from '../src/stats/random.ts'
import { allKnown, reviewed } from './attribution-review.ts'
import { type Decided, decisionsOf } from './coverage-decisions.ts'
import { drawAll } from './coverage-draws.ts'

/** How turns of the week after the verdicts are attributed. */
export interface AttributionScores {
  /** Turns of flagged conversations. */
  readonly flagged: MacroF1
  /** All predicted turns. */
  readonly all: MacroF1
}

export interface AttributionSeed {
  readonly seed: number
  readonly verdicts: number
  readonly turns: { readonly flagged: number; readonly all: number }
  readonly learned: AttributionScores
  readonly table: AttributionScores
  /** The table with its weights estimated again. */
  readonly reweighted: AttributionScores
  /** Expected calibration error of the fault probability over all predicted turns, debiased. */
  readonly ece: number
  /** Without any text and without actions: predictions, states, times and clicks alone. Only when asked for. */
  readonly withoutTexts: AttributionScores | null
  /** Taught by the planted truth of the same turns. Only when asked for. */
  readonly ceiling: AttributionScores | null
}

interface Played {
  readonly train: readonly AttributionExample[]
  readonly planted: ReadonlyMap<string, TurnTruth>
  readonly test: readonly { readonly inputs: TurnInputs; readonly flagged: boolean; readonly fault: FaultPart }[]
}

/**
 * Plays a world; what was drawn in all weeks but the last is reviewed and learned from, the last is scored against the
 * planted truth.
 */
export function runSeed(world: World, seed: number, budget: number, ablations: boolean): AttributionSeed {
  const name = `attribution-${seed}`
  const { train, planted, test } = play(world, name, budget)
  const model = fitAttribution(train, { seed: name, resamples: 0 })
  const believed = attributeAll(
    model,
    test.map(({ inputs }) => inputs),
  )
  const score = (named: (at: number) => FaultPart): AttributionScores => {
    const of = (flaggedOnly: boolean) =>
      macroF1(
        test.flatMap(({ flagged, fault }, i) =>
          flaggedOnly && !flagged
            ? []
            : [{ truth: FAULT_PARTS.indexOf(fault), predicted: FAULT_PARTS.indexOf(named(i)) }],
        ),
        FAULT_PARTS.length,
        randomFrom(name),
        0,
      )
    return { flagged: of(true), all: of(false) }
  }
  const other = (examples: readonly AttributionExample[], change = (inputs: TurnInputs) => inputs) => {
    const taught = examples.map((example) => ({ ...example, inputs: change(example.inputs) }))
    const fitted = fitAttribution(taught, { seed: name, resamples: 0 })
    const parts = attributeAll(
      fitted,
      test.map(({ inputs }) => change(inputs)),
    )
    return score((i) => likeliest(parts[i]!))
  }
  return {
    seed,
    verdicts: model.verdicts,
    turns: { flagged: test.filter(({ flagged }) => flagged).length, all: test.length },
    learned: score((i) => likeliest(believed[i]!)),
    table: score((i) => tablePart(test[i]!.inputs, SUSPECT_TABLE, model.shares)),
    reweighted: score((i) => tablePart(test[i]!.inputs, model.table, model.shares)),
    ece: eceOf(believed, test),
    withoutTexts: ablations ? other(train, blanked) : null,
    ceiling: ablations ? other(allKnown(train, planted)) : null,
  }
}

const blanked = (inputs: TurnInputs): TurnInputs => ({ ...inputs, texts: inputs.texts.map(() => ''), action: null })

const eceOf = (believed: ReturnType<typeof attributeAll>, test: Played['test']): number =>
  debiasedEce(
    believed.map(({ none }) => 1 - none),
    test.map(({ fault }) => fault !== 'none'),
    15,
    0,
  ).ece

function play(world: World, name: string, budget: number): Played {
  const policy = { ...defaultSamplingPolicy, budget, seed: name }
  const days = [...playDays(world, name, standIn(world, name))]
  const decided = decisionsOf(days.flatMap((day) => day.events))
  const draws = drawAll(
    decided.map(({ due }) => due),
    policy,
  )
  const truths = days.flatMap((day) => day.truths).filter((truth) => truth.kind === 'turn') as TurnTruth[]
  const planted = new Map(truths.map((truth) => [truth.assistant_event_id, truth]))
  const byConversation = Map.groupBy(truths, (truth) => truth.conversation_id)
  const lastWeek = world.startAt + (world.weeks.length - 1) * 7 * 24 * 3600 * 1000
  const drawn = new Map(draws.filter(({ selected }) => selected).map((draw) => [draw.conversationId, draw]))
  const train = decided.flatMap((each) => {
    const draw = drawn.get(each.due.conversationId)
    if (draw === undefined || each.due.computedAt >= lastWeek) return []
    return reviewed(each, draw, byConversation.get(each.due.conversationId) ?? [], world, name)
  })
  const test = decided
    .filter(({ due }) => (due.facts.startedAt ?? 0) >= lastWeek)
    .flatMap((each) => scored(each, planted))
  return { train, planted, test }
}

function scored({ final, events }: Decided, planted: Played['planted']): Played['test'] {
  return turnInputs(dialogueOf(events, final.facts), final.row, defaultAdmissionConfig).flatMap((inputs) => {
    const truth = planted.get(inputs.turnId)
    return truth === undefined ? [] : [{ inputs, flagged: final.row.flagged === true, fault: truth.fault }]
  })
}
