import { LoopError } from '../errors/loop-error.ts'
import type { Erasure, ErasureOrder, ErasurePreview, TrainedModel } from './erasure.ts'

/** Shorter strings would take too much of other people's texts along. */
const SHORTEST_TEXT = 4
const MOST_TEXTS = 50

/** Throws LOOP_BAD_ERASURE: the record of the erasure must not name the person, nor may it sweep through everything. */
export function refuseBadOrder({ subject, texts, who, why }: ErasureOrder): void {
  const names = [subject.id, ...texts]
  for (const [field, text] of [
    ['why', why],
    ['who', who],
  ] as const) {
    if (names.some((name) => name.length >= SHORTEST_TEXT && text.includes(name))) {
      throw badOrder(`'${field}' holds what is to be erased, and it is kept for good. Give a ticket number instead.`)
    }
  }
  const short = texts.find((text) => text.trim().length < SHORTEST_TEXT)
  if (short !== undefined) {
    throw badOrder(
      `A text to look for has ${short.trim().length} characters; at least ${SHORTEST_TEXT} are needed. Give more of it.`,
    )
  }
  if (texts.length > MOST_TEXTS) {
    throw badOrder(`${texts.length} texts came; at most ${MOST_TEXTS} are allowed. Make several erasures.`)
  }
}

const badOrder = (message: string): LoopError => new LoopError('LOOP_BAD_ERASURE', message)

/** What is left to do by people, in words. */
export function advice(
  erasure: Pick<Erasure, 'backups'>,
  models: readonly TrainedModel[],
  backupDays: number | null,
): string[] {
  const words: string[] = []
  const live = models.filter((model) => model.live)
  if (models.length > 0) {
    words.push(
      `Models learned from these texts: ${models.length}, ${live.length} of them live. They hold no text, only weights of hashed n-grams; train anew (salesloop train, of faults salesloop faults train) and release to replace them.`,
    )
  }
  if (erasure.backups > 0) {
    const when = backupDays === null ? 'remove them by hand' : `they expire ${backupDays} days after they were made`
    words.push(`Backup files that still hold the person: ${erasure.backups}; ${when}. A restore erases anew.`)
  }
  return words
}

/** What a person should look at before the erasure is made for good. */
export function previewAdvice({ otherUsers, mentionedIn }: ErasurePreview): string[] {
  const words: string[] = []
  if (otherUsers.length > 0) {
    words.push(
      `Other users took part in these conversations (${otherUsers.length}). If one is the same person, erase it too.`,
    )
  }
  if (mentionedIn.length > 0) {
    words.push(`Other conversations mention the person (${mentionedIn.length}). Erase those that are about them.`)
  }
  return words
}
