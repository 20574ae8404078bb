/**
 * Attempts to make gold out of what a machine said. Each must be a type error; `machine-is-no-gold.test.ts` compiles this
 * file. When one of them compiles, its directive is unused, and that is an error too.
 */
import { type GoldItem, goldFromTurns } from '../../src/evaluation/gold.ts'
import type { LabelledTurn } from '../../src/labels/label-reader.ts'
import type { HumanLabel, MachineLabel } from '../../src/labels/ledger.ts'
import type { KeptMachineLabel } from '../../src/labels/machine-desk.ts'
import type { MachineProposal } from '../../src/labels/machine-label.ts'
import type { MachineCandidate } from '../../src/training/other-labels.ts'

declare const gold: GoldItem
declare const turn: LabelledTurn
declare const proposal: MachineProposal
declare const kept: KeptMachineLabel
declare const label: MachineLabel
declare const candidate: MachineCandidate

// What people agreed on is taken.
goldFromTurns([turn], 1)

// @ts-expect-error a machine label has another origin
export const first: GoldItem = { ...gold, ...proposal }
// @ts-expect-error kept or not
export const second: GoldItem = { ...gold, ...kept }
// @ts-expect-error a candidate of a machine's carries its origin along
export const third: GoldItem = { ...gold, ...candidate }
// @ts-expect-error the origin has one value
export const fourth: GoldItem = { ...gold, origin: 'machine' }
// @ts-expect-error and takes no source of a machine label
export const fifth: GoldItem = { ...gold, origin: label.source }
// @ts-expect-error gold is made of labelled turns, whose source is human
goldFromTurns([{ ...turn, source: label.source }], 1)
// @ts-expect-error a machine label is no human one
export const sixth: HumanLabel = label
