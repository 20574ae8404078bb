import type { Database } from '../adapters/postgres/database.ts'
import { postgresLabelConfirmations } from '../adapters/postgres/label-confirmations.ts'
import { postgresGuidelines } from '../adapters/postgres/label-guidelines.ts'
import { postgresHandOverReader } from '../adapters/postgres/label-hand-over.ts'
import { postgresLabelList } from '../adapters/postgres/label-ledger.ts'
import { postgresProgress } from '../adapters/postgres/label-progress.ts'
import { postgresAnswerReader } from '../adapters/postgres/label-reader.ts'
import { postgresLabelReturns } from '../adapters/postgres/label-returns.ts'
import { postgresLabelSources } from '../adapters/postgres/label-sources.ts'
import { postgresLabelWithdrawals } from '../adapters/postgres/label-withdrawals.ts'
import type { AnswerReader } from '../labels/answer-reader.ts'
import type { HandOverReader } from '../labels/good-replies.ts'
import type { GuidelineBook } from '../labels/guidelines.ts'
import type { LabelConfirmations } from '../labels/label-confirmation.ts'
import type { LabelList } from '../labels/label-list.ts'
import type { LabelReturns } from '../labels/label-return.ts'
import type { LabelSources } from '../labels/label-source.ts'
import type { ProgressReader } from '../labels/own-progress.ts'
import type { LabelWithdrawals } from '../labels/withdrawal.ts'

/** What a lead of annotators works with, beside the queue itself. */
export interface Labelling {
  readonly ledger: LabelList
  readonly answers: AnswerReader
  readonly withdrawals: LabelWithdrawals
  readonly returns: LabelReturns
  readonly sources: LabelSources
  readonly confirmations: LabelConfirmations
  readonly guidelines: GuidelineBook
  readonly handOvers: HandOverReader
  readonly progress: ProgressReader
}

export const openLabelling = (database: Database): Labelling => ({
  ledger: postgresLabelList(database),
  answers: postgresAnswerReader(database),
  withdrawals: postgresLabelWithdrawals(database),
  returns: postgresLabelReturns(database),
  sources: postgresLabelSources(database),
  confirmations: postgresLabelConfirmations(database),
  guidelines: postgresGuidelines(database),
  handOvers: postgresHandOverReader(database),
  progress: postgresProgress(database),
})
