import type { Change } from './taxonomy-query.ts'

export const KINDS = ['add', 'describe', 'rename', 'merge', 'split', 'retire'] as const
export type Kind = (typeof KINDS)[number]

/** A label as it is typed. */
export interface LabelDraft {
  readonly id: string
  readonly nameZh: string
  readonly nameEn: string
  readonly definitionZh: string
  readonly definitionEn: string
  /** Of a part of a split: which old texts belong to it. */
  readonly pattern: string
}

export interface ChangeDraft {
  readonly kind: Kind
  /** The labels that it is about; none for a new one. */
  readonly from: readonly string[]
  /** The label that comes of it; several after a split. */
  readonly into: readonly LabelDraft[]
}

export const emptyLabel: LabelDraft = {
  id: '',
  nameZh: '',
  nameEn: '',
  definitionZh: '',
  definitionEn: '',
  pattern: '',
}

export interface KnownLabel {
  readonly id: string
  readonly name_en: string | null
  readonly name_zh: string | null
  readonly definition_en?: string | null | undefined
  readonly definition_zh?: string | null | undefined
}

const draftOf = (label: KnownLabel): LabelDraft => ({
  id: label.id,
  nameZh: label.name_zh ?? '',
  nameEn: label.name_en ?? '',
  definitionZh: label.definition_zh ?? '',
  definitionEn: label.definition_en ?? '',
  pattern: '',
})

/** @param label what it is about; null = a new label */
export function beginning(kind: Kind, label: KnownLabel | null): ChangeDraft {
  const from = label === null ? [] : [label.id]
  if (kind === 'retire') return { kind, from, into: [] }
  if (kind === 'split') return { kind, from, into: [emptyLabel, emptyLabel] }
  if (label === null) return { kind, from, into: [emptyLabel] }
  const same = draftOf(label)
  return { kind, from, into: [kind === 'rename' ? { ...same, id: '' } : same] }
}

const labelOf = ({ id, nameZh, nameEn, definitionZh, definitionEn }: LabelDraft) => ({
  id: id.trim(),
  ...(nameZh.trim() !== '' && { name_zh: nameZh.trim() }),
  ...(nameEn.trim() !== '' && { name_en: nameEn.trim() }),
  ...(definitionZh.trim() !== '' && { definition_zh: definitionZh.trim() }),
  ...(definitionEn.trim() !== '' && { definition_en: definitionEn.trim() }),
})

/** As the service takes it; null while something is missing. */
export function changeOf({ kind, from, into }: ChangeDraft): Change | null {
  const [old, label] = [from[0], into[0]]
  if (into.some(({ id }) => id.trim() === '')) return null
  if (kind === 'retire') return old === undefined ? null : { kind, from: old }
  if (kind === 'split') {
    if (old === undefined || into.length < 2 || new Set(into.map(({ id }) => id.trim())).size < into.length) return null
    return { kind, from: old, into: into.map((part) => ({ ...labelOf(part), pattern: part.pattern.trim() || null })) }
  }
  if (label === undefined) return null
  if (kind === 'add' || kind === 'describe') return { kind, label: labelOf(label) }
  if (kind === 'merge') return from.length < 2 ? null : { kind, from: [...from], label: labelOf(label) }
  return old === undefined || old === label.id.trim() ? null : { kind, from: old, label: labelOf(label) }
}
