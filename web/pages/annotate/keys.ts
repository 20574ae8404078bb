/** A key as it was pressed, without the browser's event. */
export interface KeyPress {
  readonly key: string
  readonly ctrl: boolean
  readonly meta: boolean
  readonly alt: boolean
  /** Held down: the browser repeats it. */
  readonly repeat: boolean
  /** An input method is at work: the key belongs to it. */
  readonly composing: boolean
  /** Where the focus is: in a text field, in a control that needs arrows itself (a menu, a switch), or elsewhere. */
  readonly place: 'text' | 'control' | 'page'
}

/** What is on the screen; each has keys of its own. */
export type Mode = 'form' | 'texts' | 'conflict' | 'help' | 'wait'

export type Command =
  | { readonly do: 'choose'; readonly index: number }
  | {
      readonly do: 'none-fits' | 'submit' | 'undo' | 'skip' | 'not-model' | 'reply' | 'remark' | 'filter' | 'guidelines'
    }
  | { readonly do: 'help' | 'close' }
  | { readonly do: 'field' | 'turn'; readonly step: 1 | -1 }

export interface KeyRow {
  /** Name in the words of the page, `keys.<id>`. */
  readonly id: string
  /** As `KeyboardEvent.key` gives them. */
  readonly keys: readonly string[]
  /** Ctrl or Cmd: must be held, may be held, or must not. */
  readonly mod: 'must' | 'may' | 'no'
  readonly modes: readonly Mode[]
  /** Fires in text fields too. */
  readonly inText?: true
  /** Controls with arrows of their own keep theirs. */
  readonly arrows?: true
  /** Goes on while the key is held. */
  readonly repeats?: true
  readonly command: (key: string) => Command
}

const DIGITS = ['1', '2', '3', '4', '5', '6', '7', '8', '9']

/** Every key of the page: what the help shows and what the keyboard does are the same table. */
export const KEYS: readonly KeyRow[] = [
  {
    id: 'choose',
    keys: DIGITS,
    mod: 'no',
    modes: ['form', 'texts', 'conflict'],
    command: (key) => ({ do: 'choose', index: Number(key) - 1 }),
  },
  { id: 'noneFits', keys: ['0'], mod: 'no', modes: ['texts'], command: () => ({ do: 'none-fits' }) },
  {
    id: 'submit',
    keys: ['Enter'],
    mod: 'must',
    modes: ['form', 'texts'],
    inText: true,
    command: () => ({ do: 'submit' }),
  },
  { id: 'notModel', keys: ['n', 'N'], mod: 'no', modes: ['form'], command: () => ({ do: 'not-model' }) },
  { id: 'skip', keys: ['s', 'S'], mod: 'no', modes: ['form'], command: () => ({ do: 'skip' }) },
  { id: 'undo', keys: ['z', 'Z'], mod: 'may', modes: ['form', 'wait'], command: () => ({ do: 'undo' }) },
  {
    id: 'nextField',
    keys: ['ArrowDown'],
    mod: 'no',
    modes: ['form'],
    arrows: true,
    repeats: true,
    command: () => ({ do: 'field', step: 1 }),
  },
  {
    id: 'previousField',
    keys: ['ArrowUp'],
    mod: 'no',
    modes: ['form'],
    arrows: true,
    repeats: true,
    command: () => ({ do: 'field', step: -1 }),
  },
  {
    id: 'nextTurn',
    keys: ['ArrowRight'],
    mod: 'no',
    modes: ['form'],
    arrows: true,
    repeats: true,
    command: () => ({ do: 'turn', step: 1 }),
  },
  {
    id: 'previousTurn',
    keys: ['ArrowLeft'],
    mod: 'no',
    modes: ['form'],
    arrows: true,
    repeats: true,
    command: () => ({ do: 'turn', step: -1 }),
  },
  { id: 'filter', keys: ['/'], mod: 'no', modes: ['form', 'texts'], command: () => ({ do: 'filter' }) },
  { id: 'reply', keys: ['r', 'R'], mod: 'no', modes: ['form'], command: () => ({ do: 'reply' }) },
  { id: 'remark', keys: ['m', 'M'], mod: 'no', modes: ['form'], command: () => ({ do: 'remark' }) },
  { id: 'guidelines', keys: ['g', 'G'], mod: 'no', modes: ['form', 'texts'], command: () => ({ do: 'guidelines' }) },
  {
    id: 'help',
    keys: ['?', '？'],
    mod: 'no',
    modes: ['form', 'texts', 'wait', 'help'],
    command: () => ({ do: 'help' }),
  },
  { id: 'close', keys: ['Escape'], mod: 'no', modes: ['form', 'help'], command: () => ({ do: 'close' }) },
]

/** What a key does here; null = nothing of ours, the browser goes on with it. */
export function commandOf(press: KeyPress, mode: Mode): Command | null {
  if (press.composing || press.alt) return null
  const mod = press.ctrl || press.meta
  const row = KEYS.find((each) => each.keys.includes(press.key) && each.modes.includes(mode) && fits(each, mod, press))
  return row === undefined ? null : row.command(press.key)
}

function fits({ mod: wanted, inText, arrows, repeats }: KeyRow, mod: boolean, press: KeyPress): boolean {
  if (wanted !== 'may' && (wanted === 'must') !== mod) return false
  if (press.repeat && repeats !== true) return false
  if (press.place === 'text') return inText === true
  return press.place === 'page' || arrows !== true
}
