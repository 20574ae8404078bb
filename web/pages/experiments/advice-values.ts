import { differenceOf } from '../../parts/figure-units.ts'
import type { Format } from '../../parts/format.ts'
import type { Advice, Because } from './advice.ts'

/** What stands in the places of the sentence, as it is read. */
export interface AdviceValues {
  readonly figure: string
  readonly share: string
  readonly nextShare: string
  readonly users: string
  readonly open: string
  readonly at: string
  readonly span: string
  readonly who: string
}

/** @param nameOf names a figure in the reader's language */
export function adviceValues(advice: Advice, format: Format, nameOf: (figure: string) => string): AdviceValues {
  return {
    figure: advice.figure === null ? '' : nameOf(advice.figure),
    share: format.percent(advice.share),
    nextShare: format.percent(advice.next_share),
    users: format.number(advice.users),
    open: format.number(advice.open),
    at: format.instant(advice.at),
    span: format.span(advice.span_ms),
    who: advice.who,
  }
}

/** What stands in the places of a reason. */
export function reasonValues(because: Because, format: Format, nameOf: (figure: string) => string) {
  const told = (value: number | null): string =>
    value === null ? '' : differenceOf(value, because.unit, because.currency, format)
  return {
    figure: nameOf(because.figure),
    estimate: told(because.estimate),
    low: told(because.low),
    high: told(because.high),
    margin: told(because.margin).replace(/^\+/, ''),
  }
}
