import type { ReleasePolicy } from './settings-api.ts'

export type Guardrail = ReleasePolicy['ramp']['guardrails'][number]
type FigureName = Guardrail['figure']

/** Every figure that may be guarded, in the order of the form: what a release is for, what it must not harm. */
const FIGURES: readonly FigureName[] = [
  ...(['conversion', 'value_per_conversation', 'click_through', 'completion'] as const),
  ...(['satisfaction_mean', 'satisfaction_4_or_5', 'negative_feedback'] as const),
  ...(['repeated_questions', 'hand_over', 'errors', 'failure_rate'] as const),
]

/** One row of the form: amounts as people read them, shares in percent or points. */
export interface GuardrailGiven {
  readonly figure: FigureName
  readonly used: boolean
  readonly kind: 'absolute' | 'relative'
  /** null or left out (a row that is switched off) = as usual for this figure. */
  readonly amount?: number | null
  readonly holds: boolean
  readonly cap?: number | null
}

export const unitOf = (figure: FigureName): Guardrail['unit'] =>
  figure === 'value_per_conversation' ? 'money' : figure === 'satisfaction_mean' ? 'stars' : 'share'

/** A share's absolute margin is read in points, a relative one in percent. */
const sizeOf = (figure: FigureName, kind: GuardrailGiven['kind']): number =>
  kind === 'relative' || unitOf(figure) === 'share' ? 100 : 1

export const guardrailsGiven = ({ guardrails }: ReleasePolicy['ramp']): GuardrailGiven[] =>
  FIGURES.map((figure) => {
    const known = guardrails.find((each) => each.figure === figure)
    if (known === undefined) {
      const kind = unitOf(figure) === 'money' ? 'relative' : 'absolute'
      return { figure, used: false, kind, amount: null, holds: false, cap: null }
    }
    const kind = 'absolute' in known.margin ? 'absolute' : 'relative'
    const margin = 'absolute' in known.margin ? known.margin.absolute : known.margin.relative
    const amount = rounded(margin * sizeOf(figure, kind))
    return { figure, used: true, kind, amount, holds: known.holds, cap: known.cap ?? null }
  })

/** What is left empty stays as it was, or is as usual. */
export const guardrailsOf = (given: readonly GuardrailGiven[], { guardrails }: ReleasePolicy['ramp']) =>
  given
    .filter((each) => each.used)
    .map(({ figure, kind, amount, holds, cap }) => {
      const known = guardrails.find((each) => each.figure === figure)
      return {
        figure,
        holds,
        ...(typeof amount === 'number' && { margin: marginOf(kind, rounded(amount / sizeOf(figure, kind))) }),
        ...(typeof cap === 'number' && { cap }),
        ...(known && { typical: known.typical }),
      }
    })

const marginOf = (kind: GuardrailGiven['kind'], value: number) =>
  kind === 'absolute' ? { absolute: value } : { relative: value }

const rounded = (value: number): number => Math.round(value * 1e6) / 1e6
