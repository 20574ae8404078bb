import type { Estimate } from '../../stats/bootstrap.ts'

interface Worth {
  readonly kind: string
  readonly name: string
  readonly judged: number
  readonly precision: Estimate | null
  readonly lift: Estimate | null
  readonly recall: Estimate | null
  readonly alone: { readonly precision: Estimate | null; readonly recall: Estimate | null; readonly judged: number }
  readonly adjusted: number
}

/** Answer of GET /v1/signals/worth, as far as people read it here. */
export interface WorthAnswer {
  readonly rules_version: number
  readonly control_judged: number
  readonly base: { readonly rate: Estimate | null; readonly judged: number }
  readonly pool: { readonly rate: Estimate | null; readonly recall: Estimate | null }
  readonly worth: readonly Worth[]
  readonly proposals: readonly { readonly action: string; readonly ground: string; readonly worth: Worth }[]
}

const FOUND = 0.05
const VERB: Readonly<Record<string, string>> = {
  retire: 'retire rule',
  add: 'add a rule for',
  lower_bar: 'take more for low confidence:',
}
const GROUND: Readonly<Record<string, string>> = {
  catches_nothing_more: 'without it less than 2 % of the faults would be missed',
  no_better_than_chance: 'what it alone flags is hardly more often at fault than what no rule flags',
  catches_more: 'more often at fault among conversations that no rule flags',
}

const percent = (share: Estimate | null): string =>
  share === null
    ? 'not known yet'
    : `${(100 * share.estimate).toFixed(1)} % (${(100 * share.low).toFixed(1)} to ${(100 * share.high).toFixed(1)})`
const lift = (share: Estimate | null): string =>
  share === null ? '?' : `${share.estimate.toFixed(1)} (${share.low.toFixed(1)} to ${share.high.toFixed(1)})`

/** @param pairs each two signals together as well */
export function worthLines(found: WorthAnswer, pairs: boolean): string {
  const { rules_version, control_judged, base, pool, worth, proposals } = found
  return `${[
    `rules of version ${rules_version}; ${base.judged} conversations judged, ${control_judged} of them that no rule had flagged`,
    `  at fault at all       ${percent(base.rate)}`,
    `  among the flagged     ${percent(pool.rate)}, which are ${percent(pool.recall)} of the faults`,
    ...worth.filter(({ kind }) => pairs || kind !== 'pair').map(lineOf),
    proposals.length === 0 ? 'nothing to propose' : 'proposed, for a person to decide:',
    ...proposals.map(
      ({ action, ground, worth: { name, alone } }) =>
        `  ${VERB[action]} ${name}: ${GROUND[ground]}; alone ${percent(alone.recall)} of the faults at precision ${percent(alone.precision)}, ${alone.judged} judged`,
    ),
  ].join('\n')}\n`
}

const lineOf = ({ kind, name, judged, precision, lift: times, recall, alone, adjusted }: Worth): string =>
  `${adjusted <= FOUND ? '*' : ' '} ${kind.padEnd(9)} ${name.padEnd(28)} precision ${percent(precision)} of ${judged}, lift ${lift(times)}, recall ${percent(recall)}, alone ${percent(alone.recall)}`
