import type { OwnedText } from './domain-classifier.ts'

/** Customers' messages, read where they live and kept nowhere else. */
export interface TextSource {
  /** Of conversations that began in [from, to): one message for each of at most `most` users, by chance but always the same. */
  messages(from: number, to: number, assistant: string | null, most: number): Promise<OwnedText[]>
  /** What a bundle's models were trained on, with the labels: at most `most` texts per task. */
  training(
    bundle: string,
    most: number,
  ): Promise<{ texts: OwnedText[]; labels: Record<string, Record<string, number>> }>
}
