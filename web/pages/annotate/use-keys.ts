import { useEffect, useRef } from 'react'
import { type Command, commandOf, type KeyPress, type Mode } from './keys.ts'

/** Keys that browsers give to an input method. */
const TAKEN_BY_INPUT_METHOD = 229
/** Controls that use arrows themselves. */
const OWN_ARROWS =
  '[role=menu],[role=menubar],[role=tablist],[role=slider],[role=listbox],.ant-segmented,select,input[type=radio]'

/** Listens to the whole page; `onCommand` says whether it took the key. */
export function useKeys(mode: Mode, onCommand: (command: Command) => void): void {
  const latest = useRef({ mode, onCommand })
  useEffect(() => {
    latest.current = { mode, onCommand }
  })
  useEffect(() => {
    const listener = (event: KeyboardEvent): void => {
      if (event.defaultPrevented) return
      const command = commandOf(pressOf(event), latest.current.mode)
      if (command === null) return
      event.preventDefault()
      latest.current.onCommand(command)
    }
    addEventListener('keydown', listener)
    return () => removeEventListener('keydown', listener)
  }, [])
}

/** Is an input method at work? Some browsers only say so by the old key code. */
export const isComposing = (event: { readonly isComposing: boolean; readonly keyCode: number }): boolean =>
  event.isComposing || event.keyCode === TAKEN_BY_INPUT_METHOD

const pressOf = (event: KeyboardEvent): KeyPress => ({
  key: event.key,
  ctrl: event.ctrlKey,
  meta: event.metaKey,
  alt: event.altKey,
  repeat: event.repeat,
  composing: isComposing(event),
  place: placeOf(event.target),
})

function placeOf(target: EventTarget | null): KeyPress['place'] {
  if (!(target instanceof HTMLElement)) return 'page'
  if (target.isContentEditable || target instanceof HTMLTextAreaElement) return 'text'
  if (target instanceof HTMLInputElement && !['radio', 'checkbox', 'button'].includes(target.type)) return 'text'
  return target.closest(OWN_ARROWS) === null ? 'page' : 'control'
}
