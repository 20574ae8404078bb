import type { AnnotatorModel } from './annotator-model.ts'
import type { AnsweredSample, GivenAnswer } from './ratings.ts'

/** A sample that waits for a last word may be one of these; in the order of their ids. */
export interface ContestedPage {
  readonly samples: readonly AnsweredSample<GivenAnswer>[]
  /** Where the next page begins; null = this was the last. */
  readonly next: string | null
}

/** The answers that count, as those read them who judge the judges. Labels read as the taxonomy has them today. */
export interface AnswerReader {
  /** Every sample with an answer in [from, until), epoch milliseconds, with all answers of that time. */
  answered(time: { readonly from?: number; readonly until?: number }): Promise<AnsweredSample<GivenAnswer>[]>
  /** One sample with all answers to it; null = there is none. */
  ofSample(sampleId: string): Promise<AnsweredSample<GivenAnswer> | null>
  /** Samples that have their answers, two or more, and no last word. */
  contested(page: { readonly after?: string; readonly limit: number }): Promise<ContestedPage>
  /** From all answers to the queue. */
  models(): Promise<readonly AnnotatorModel[]>
}
