import { type Audit, type CellState, cellState, type MachinePolicy, shutLabels } from './acceptance.ts'
import type { Settlement } from './machine-desk.ts'
import { WARM_UP } from './machine-label.ts'

/** What the audits of one task say now. */
export interface CellBook {
  readonly cells: ReadonlyMap<string, CellState>
  readonly shut: ReadonlySet<string>
  readonly settlement: Settlement
}

/** @param audits in order of time */
export function settlementOf(audits: readonly (Audit & { readonly cell: string })[], policy: MachinePolicy): CellBook {
  const byCell = Map.groupBy(audits, ({ cell }) => cell)
  const cells = new Map([...byCell].map(([cell, own]) => [cell, cellState(own, policy)]))
  const shut = shutLabels(audits, policy)
  return {
    cells,
    shut,
    settlement: {
      open: [...cells].flatMap(([cell, { open }]) => (open && cell !== WARM_UP ? [cell] : [])),
      closings: [...cells].flatMap(([cell, { closings }]) =>
        closings.map(({ from, until }) => ({ cell, from, until })),
      ),
      shut: [...shut],
    },
  }
}
