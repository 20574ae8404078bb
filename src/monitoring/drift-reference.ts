import { LoopError } from '../errors/loop-error.ts'

/** What the present is compared with: a span of the past, or what a bundle's models were trained on. */
export type ReferenceBody = {
  /** Conversations of this assistant; null = all, each assistant also against itself. */
  readonly assistant: string | null
  /** On a day without any change, the chance of any alarm over all series. */
  readonly level: number
} & (
  | { readonly kind: 'period'; readonly from: number; readonly to: number }
  | { readonly kind: 'training'; readonly bundle: string }
)

/** A reference has a name that people speak of, and a version for each change of what it means. */
export interface DriftReference {
  readonly name: string
  readonly version: number
  readonly body: ReferenceBody
  readonly changedAt: number
  readonly changedBy: string
}

export const DEFAULT_LEVEL = 0.01
const DAY_MS = 86_400_000

/** Throws LOOP_BAD_REFERENCE. */
export function refuseBadReference(name: string, body: ReferenceBody, now: number): void {
  if (!/^[a-z0-9][a-z0-9._-]{0,63}$/i.test(name))
    throw bad(`The name "${name}" is not allowed. Use up to 64 letters, digits, dots, dashes and underscores.`)
  if (!(body.level > 0 && body.level <= 0.2))
    throw bad(`level is ${body.level}. Give a chance of a false alarm per day above 0 and up to 0.2; 0.01 is usual.`)
  if (body.kind === 'period' && body.to - body.from < DAY_MS)
    throw bad(`The period is ${body.to - body.from} ms long. Give from and to at least a day apart; weeks are better.`)
  if (body.kind === 'period' && body.to > now)
    throw bad(`The period ends at ${body.to}, and now is ${now}. A reference lies in the past: give an earlier to.`)
}

const bad = (message: string): LoopError => new LoopError('LOOP_BAD_REFERENCE', message)
