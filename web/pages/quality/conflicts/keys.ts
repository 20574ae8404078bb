/** What a key does while a conflict is looked at. */
export type KeyAct =
  | { readonly kind: 'take'; readonly answer: number }
  | { readonly kind: 'decide' }
  | { readonly kind: 'move'; readonly by: 1 | -1 }

export interface Key {
  readonly key: string
  readonly keyCode: number
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly altKey: boolean
  readonly isComposing: boolean
}

/** Says by its key code that an input method is at work, also where `isComposing` is late. */
const COMPOSING = 229

/** @param typing the key goes into a field: digits and letters are text there */
export function actOf(event: Key, typing: boolean): KeyAct | null {
  const { key, keyCode, ctrlKey, metaKey, altKey, isComposing } = event
  if (isComposing || keyCode === COMPOSING || altKey) return null
  if (key === 'Enter' && (ctrlKey || metaKey)) return { kind: 'decide' }
  if (typing || ctrlKey || metaKey) return null
  if (/^[1-9]$/.test(key)) return { kind: 'take', answer: Number(key) - 1 }
  if (key === 'j') return { kind: 'move', by: 1 }
  return key === 'k' ? { kind: 'move', by: -1 } : null
}
