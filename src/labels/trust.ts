import { type SourceSuspicion, suspectSources, type Trial } from './annotator-suspicion.ts'
import { type PhrasedText, type SuspectPhrase, suspectPhrases } from './suspect-phrases.ts'
import type { Testimony } from './witness.ts'

/** One label of one text, as training would read it. */
export interface TrustedText extends PhrasedText {
  readonly textId: string
}

export interface TrustFindings {
  readonly phrases: readonly SuspectPhrase[]
  readonly sources: readonly SourceSuspicion[]
}

/**
 * Who and what among the labels of one task is not to be trusted: phrases first, then sources, whose labels on texts with
 * such a phrase count no more against them (else a colluder's honest labels would be held with the others).
 *
 * @param testimonies of a `Witness` of `texts`, in their order
 * @param trials on gold items and between people; those by the witness are made here
 * @param judged sources that can be suspected; an import of examples cannot
 */
export function trustOf(
  task: string,
  texts: readonly TrustedText[],
  testimonies: readonly Testimony[],
  trials: readonly Trial[],
  judged: (source: string) => boolean,
): TrustFindings {
  const phrases = suspectPhrases(texts, judged)
  const explained = new Set(phrases.flatMap(({ labelled }) => labelled))
  // Examples may be imported under labels that nobody here gives, such as those of an older taxonomy: that is no contradiction.
  const spoken = new Set(texts.filter(({ sources }) => sources.some(judged)).map(({ label }) => label))
  const witnessed = texts.flatMap(({ textId, label, sources }, i): Trial[] => {
    const expected = testimonies[i]!.label
    if (expected === null || explained.has(i) || !spoken.has(expected)) return []
    return sources.filter(judged).map((source) => ({
      ...{ kind: 'witness' as const, unit: textId, source, task, expected, given: label },
    }))
  })
  return { phrases, sources: suspectSources([...trials, ...witnessed]) }
}
