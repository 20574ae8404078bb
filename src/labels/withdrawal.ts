/** Which answers are meant: of this annotator, recorded in [from, until), or these. All that are given must hold. */
export interface WithdrawalFilter {
  readonly annotator: string | null
  /** Epoch milliseconds. */
  readonly from: number | null
  readonly until: number | null
  readonly labelIds: readonly string[] | null
}

export interface WithdrawalOrder extends WithdrawalFilter {
  readonly who: string
  /** Key of the program that sent it. */
  readonly recordedBy: string
  readonly why: string
}

/** `undo`: an annotator took one answer back. `batch`: many, by somebody else. `take_back`: an earlier line no longer holds. */
export const WITHDRAWAL_KINDS = ['undo', 'batch', 'take_back'] as const

/** A line of the ledger by which answers stop to count, or count again. Nothing is deleted. */
export interface Withdrawal {
  readonly withdrawalId: string
  readonly kind: (typeof WITHDRAWAL_KINDS)[number]
  readonly takesBack: string | null
  /** The line by which this one no longer holds. */
  readonly takenBackBy: string | null
  readonly asked: WithdrawalFilter
  readonly who: string
  readonly recordedBy: string
  readonly why: string
  readonly at: number
  readonly labels: number
}

/** A withdrawal with all that it touches, as things now stand. */
export interface WithdrawalReach extends Withdrawal {
  readonly labelIds: readonly string[]
  readonly sampleIds: readonly string[]
  /** Of these samples, those that want answers now. */
  readonly waiting: readonly string[]
  /** What had learned from these answers. */
  readonly snapshots: readonly string[]
  readonly models: readonly string[]
  readonly bundles: readonly string[]
  /** Frozen test items that rest on them. */
  readonly goldItems: readonly string[]
}

/** What a withdrawal would touch; ids of samples, snapshots and so on as in `WithdrawalReach`. */
export type WithdrawalPreview = Omit<WithdrawalReach, 'withdrawalId'> & { readonly withdrawalId: string | null }

/** Answers that no longer count. */
export interface LabelWithdrawals {
  /**
   * Withdraws every standing human answer that is meant. Sent again while there is nothing new to withdraw, it gives back
   * the line that stands. Throws LOOP_NO_LABEL (404), LOOP_NOTHING_TO_WITHDRAW (409).
   */
  withdraw(order: WithdrawalOrder, now: number): Promise<WithdrawalReach>
  /** What `withdraw` would give back, with nothing changed; its `withdrawalId` is null unless such a line stands already. Throws the same. */
  preview(order: WithdrawalOrder, now: number): Promise<WithdrawalPreview>
  /** The answers of a batch count again; once, however often it is asked. Throws LOOP_NO_WITHDRAWAL (404), LOOP_NOT_TAKEN_BACK (409). */
  takeBack(
    withdrawalId: string,
    by: { readonly who: string; readonly recordedBy: string; readonly why: string },
    now: number,
  ): Promise<WithdrawalReach>
  get(withdrawalId: string): Promise<WithdrawalReach | null>
  /** Of these answers, those that count no longer. */
  withdrawnOf(labelIds: readonly string[]): Promise<string[]>
  /** Newest first; `after` = the last id of the page before. */
  list(page: { readonly after?: string; readonly limit: number }): Promise<Withdrawal[]>
}
