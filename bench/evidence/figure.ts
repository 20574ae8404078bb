/** One figure measured on real data, beside the one to beat. */
export interface EvidenceFigure {
  /** Of what: the set and what is predicted in it. */
  readonly name: string
  /** Which figure: F1, AUC, z. */
  readonly figure: string
  readonly value: number
  /** 95 % interval, from resampling whole groups (dialogues, questions) of the test part. */
  readonly low: number
  readonly high: number
  /** The best that was measured without this work; null = there is none. */
  readonly baseline: number | null
  /** What is wanted; null = the figure is only told. */
  readonly aim: number | null
  /** How it was cut, what was chosen where. */
  readonly note?: string
}

/** Folders in the layout of the data sets; the same folder twice = a section cuts its own parts, by dialogue. */
export interface EvidenceDirs {
  readonly train: string
  readonly test: string
}

/** One section of the bench: fits on `train`, scores on `test`. */
export type EvidenceSection = (dirs: EvidenceDirs) => Promise<EvidenceFigure[]>
