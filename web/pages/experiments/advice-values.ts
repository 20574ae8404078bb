import type { Format } from '../../parts/format.ts'
import type { Advice } from './advice.ts'

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
    nextShare: format.percent(advice.nextShare),
    users: format.number(advice.users),
    open: format.number(advice.open),
    at: format.instant(advice.at),
    span: format.span(advice.spanMs),
    who: advice.who,
  }
}
