import { diffArrays } from 'diff'
import { segments } from '../../parts/segments.ts'

export interface DiffPiece {
  readonly kind: 'same' | 'added' | 'removed'
  readonly text: string
}

/** Beyond this, comparing takes longer than somebody types; the whole is shown as replaced. */
const MOST_EDITS = 2000

/** How one wording became the other. The pieces that are not added make up the old text, those not removed the new one. */
export function wordingDiff(before: string, after: string): DiffPiece[] {
  const changes = diffArrays(segments(before), segments(after), { maxEditLength: MOST_EDITS })
  if (changes === undefined) {
    return [
      { kind: 'removed', text: before },
      { kind: 'added', text: after },
    ]
  }
  return changes.map(({ added, removed, value }) => ({
    kind: added ? 'added' : removed ? 'removed' : 'same',
    text: value.join(''),
  }))
}
