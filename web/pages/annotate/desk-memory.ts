import type { DeskMemory } from './desk-state.ts'
import { decodeDraft, encodeDraft, isEmptyDraft, savedAtOf } from './draft.ts'

const DRAFT = 'salesloop.draft.'
const MOST_AGE_MS = 7 * 24 * 60 * 60_000

/** @param annotator drafts of two people at one browser stay apart */
export function browserMemory(annotator: string): DeskMemory {
  const draftKey = (sampleId: string) => `${DRAFT}${annotator}.${sampleId}`
  const openKey = `salesloop.open.${annotator}`
  return {
    draft: (sample) => decodeDraft(read(localStorage, draftKey(sample.sample_id)), sample),
    keepDraft(sampleId, draft) {
      if (isEmptyDraft(draft.form)) remove(localStorage, draftKey(sampleId))
      else write(localStorage, draftKey(sampleId), encodeDraft(draft, Date.now()))
    },
    dropDraft: (sampleId) => remove(localStorage, draftKey(sampleId)),
    open() {
      const [sampleId, leaseId] = (read(sessionStorage, openKey) ?? '').split('\n')
      return sampleId && leaseId ? { sampleId, leaseId } : null
    },
    keepOpen: (held) =>
      held === null
        ? remove(sessionStorage, openKey)
        : write(sessionStorage, openKey, `${held.sampleId}\n${held.leaseId}`),
  }
}

/** Drafts that nobody came back to: they may hold what somebody wrote about a customer. */
export function dropOldDrafts(now: number): void {
  try {
    for (const key of Object.keys(localStorage).filter((name) => name.startsWith(DRAFT)))
      if (now - savedAtOf(localStorage.getItem(key)) > MOST_AGE_MS) localStorage.removeItem(key)
  } catch {}
}

// A browser may refuse storage (private windows, a full disk): then a draft lasts as long as its page.
function read(storage: Storage, key: string): string | null {
  try {
    return storage.getItem(key)
  } catch {
    return null
  }
}
function write(storage: Storage, key: string, value: string): void {
  try {
    storage.setItem(key, value)
  } catch {}
}
function remove(storage: Storage, key: string): void {
  try {
    storage.removeItem(key)
  } catch {}
}
