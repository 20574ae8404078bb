/** An answer that was given back to its annotator, to be given anew. */
export interface LabelReturn {
  /** The withdrawal by which the answer counts no longer. */
  readonly withdrawalId: string
  readonly labelId: string
  readonly sampleId: string
  readonly conversationId: string
  readonly annotator: string
  /** Who gave it back, and what is to be looked at again. */
  readonly who: string
  readonly remark: string
  /** Epoch milliseconds. */
  readonly at: number
  /** The annotator has not answered since, and the sample still waits for him. */
  readonly open: boolean
}

export interface ReturnOrder {
  readonly sampleId: string
  readonly labelId: string
  readonly who: string
  readonly recordedBy: string
  readonly remark: string
}

/** Nobody else is given a returned sample for this long; then it is open to all. */
export const RETURN_HOLDS_MS = 7 * 24 * 3_600_000

export interface LabelReturns {
  /**
   * Withdraws one answer to the queue and keeps its place for whoever gave it, ahead of everything else that waits. Sent
   * again while that stands, it gives back the same. Throws LOOP_NO_LABEL (404), LOOP_NOT_RETURNED (409).
   */
  giveBack(order: ReturnOrder, now: number): Promise<LabelReturn>
  /** What this annotator is to correct in this sample; null = nothing. */
  openOf(sampleId: string, annotator: string): Promise<LabelReturn | null>
  /** Newest first; `after` = the withdrawal id that ended the page before. */
  list(query: {
    readonly annotator?: string
    readonly open?: boolean
    readonly after?: string
    readonly limit: number
  }): Promise<LabelReturn[]>
}
