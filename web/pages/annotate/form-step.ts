import {
  choiceAt,
  type Field,
  type Form,
  type FormSample,
  fieldsOf,
  isFault,
  modelTurns,
  optionsOf,
  PARTS,
  type Part,
  sameField,
} from './form.ts'

/** What can happen to a form, whether by key or by hand. */
export type FormAction =
  /** The n-th option of the field with the keys, from 0. */
  | { readonly do: 'choose'; readonly index: number }
  | { readonly do: 'pick'; readonly field: Field; readonly value: string }
  | { readonly do: 'field'; readonly step: 1 | -1 }
  | { readonly do: 'go'; readonly field: Field }
  | { readonly do: 'turn'; readonly step: 1 | -1 }
  | { readonly do: 'point'; readonly turn: string }
  | { readonly do: 'write'; readonly field: 'reply' | 'remark'; readonly text: string }
  | { readonly do: 'filter'; readonly text: string }

/** The form after an action; what makes no sense leaves it as it is (the same object). */
export function stepForm(form: Form, action: FormAction, sample: FormSample): Form {
  switch (action.do) {
    case 'choose': {
      const value = optionsOf(form.field, form.filter, sample)[action.index]
      return value === undefined ? form : pick(form, form.field, value, sample)
    }
    case 'pick':
      return pick(form, action.field, action.value, sample)
    case 'field':
      return moved(form, action.step, sample)
    case 'go':
      return sameField(form.field, action.field) ? form : { ...form, field: action.field, filter: '' }
    case 'turn':
      return turned(form, action.step, sample)
    case 'point':
      return modelTurns(sample).includes(action.turn) ? pointed(form, action.turn) : form
    case 'write':
      return { ...form, [action.field === 'reply' ? 'betterReply' : 'remark']: action.text }
    case 'filter':
      return form.filter === action.text ? form : { ...form, filter: action.text }
  }
}

/** Sets a field and hands the keys to the next one; choosing again what is chosen takes it back. */
function pick(form: Form, field: Field, value: string, sample: FormSample): Form {
  if (field.kind === 'part') {
    if (!(PARTS as readonly string[]).includes(value)) return form
    return advanced({ ...form, part: value as Part, field }, sample)
  }
  if (!('turn' in field)) return form
  if (!sample.taxonomy[field.kind].some(({ id }) => id === value)) return form
  const before = choiceAt(form, field.turn)
  const chosen = before[field.kind] === value ? null : value
  const turns = { ...form.turns, [field.turn]: { ...before, [field.kind]: chosen } }
  const next = { ...form, turns, field, filter: '' }
  return chosen === null ? next : advanced(next, sample)
}

/** On to the next choice; into a text field goes only who wants to, since keys mean letters there. */
function advanced(form: Form, sample: FormSample): Form {
  const next = moved(form, 1, sample)
  return next.field.kind === 'reply' || next.field.kind === 'remark' ? form : next
}

/** The ends hold: whoever presses on stays there. */
function moved(form: Form, step: 1 | -1, sample: FormSample): Form {
  const fields = fieldsOf(form, sample)
  const at = fields.findIndex((field) => sameField(field, form.field))
  if (at < 0) return { ...form, field: { kind: 'part' }, filter: '' }
  const to = fields[Math.min(fields.length - 1, Math.max(0, at + step))]!
  return sameField(to, form.field) ? form : { ...form, field: to, filter: '' }
}

function turned(form: Form, step: 1 | -1, sample: FormSample): Form {
  const replies = modelTurns(sample)
  const at = replies.indexOf(form.cursor ?? '')
  const to = replies[Math.min(replies.length - 1, Math.max(0, at + step))]
  return to === undefined ? form : pointed(form, to)
}

/** With a fault, pointing at a reply names it; a field of the reply before moves along. */
function pointed(form: Form, turn: string): Form {
  if (turn === form.cursor) return form
  const { field } = form
  const along = isFault(form) && 'turn' in field && field.turn === form.cursor
  return { ...form, cursor: turn, field: along ? { ...field, turn } : field }
}
