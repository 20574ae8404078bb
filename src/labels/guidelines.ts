/** What annotators are to go by, in both languages. It holds from its version of the taxonomy on, until the next. */
export interface Guidelines {
  /** Version of the taxonomy that came with it. Answers carry such a version, so that it tells what they went by. */
  readonly version: number
  readonly textEn: string
  readonly textZh: string
  /** What changed, and why. */
  readonly note: string
  readonly changedAt: number
  readonly changedBy: string
}

/** A change; null = that language stays as it is. */
export interface GuidelinesDraft {
  readonly textEn: string | null
  readonly textZh: string | null
  readonly note: string
}
/** A version without its texts. */
export type GuidelinesVersion = Omit<Guidelines, 'textEn' | 'textZh'>

/** All versions of the guidelines. */
export interface GuidelineBook {
  /** Those in force at that version of the taxonomy; null = there were none. */
  inForce(taxonomyVersion?: number): Promise<Guidelines | null>
  /** Newest first. */
  versions(): Promise<GuidelinesVersion[]>
  /**
   * Adds a version, and one to the taxonomy; the same texts again add none.
   *
   * @param from the version that was changed, 0 = there was none; null = whichever is in force
   * @returns null when `from` is no longer in force
   */
  keep(draft: GuidelinesDraft, from: number | null, who: string, now: number): Promise<Guidelines | null>
}
