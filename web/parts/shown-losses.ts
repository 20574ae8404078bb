import type { FigureUnit } from './figure-units.ts'

/** A figure that showed a loss: canary minus live with its bounds. */
export interface ShownLoss {
  readonly figure: string
  readonly difference: { readonly estimate: number; readonly low: number; readonly high: number }
  /** In what it is told; older lines of the ledger know shares alone. */
  readonly unit?: FigureUnit
}

/** The losses on which a guardrail acted, out of the figures that the ledger keeps (the interface leaves their form open). */
export function shownLosses(check: unknown): ShownLoss[] {
  const { figures } = (check ?? {}) as { figures?: unknown }
  if (!Array.isArray(figures)) return []
  return (figures as (ShownLoss & { verdict?: string })[]).filter(
    ({ verdict, difference }) => verdict === 'stop' && typeof difference?.estimate === 'number',
  )
}
