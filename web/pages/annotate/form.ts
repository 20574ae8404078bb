/** The parts that may be at fault, in the order of their keys 1 to 5. */
export const PARTS = ['intent', 'objection', 'wording', 'policy', 'none'] as const
export type Part = (typeof PARTS)[number]

/** Why somebody passes on an item, in the order of their keys. What is sent is the code: lists show it in either language. */
export const SKIP_REASONS = ['unclear', 'language', 'too_little', 'private', 'other'] as const
export type SkipReason = (typeof SKIP_REASONS)[number]

export interface LabelChoice {
  readonly id: string
  readonly name_en: string | null
  readonly name_zh: string | null
}

/** What the form needs of a leased sample; the whole of it is `Sample` in task.ts. */
export interface FormSample {
  readonly sample_id: string
  readonly suspect: { readonly event_id: string } | null
  readonly random_turn: string | null
  readonly turns: readonly { readonly event_id: string; readonly role: string }[]
  readonly taxonomy: Readonly<Record<'intent' | 'objection' | 'style', readonly LabelChoice[]>>
}

export type LabelTask = 'intent' | 'objection' | 'style'
export type TurnChoice = Readonly<Record<LabelTask, string | null>>
export type Field =
  | { readonly kind: 'part' }
  | { readonly kind: 'skip' }
  | { readonly kind: LabelTask; readonly turn: string }
  | { readonly kind: 'reply' }
  | { readonly kind: 'remark' }

/** One decision as far as it has come. */
export interface Form {
  readonly part: Part | null
  /** The model's reply in question; at fault, the one at fault. null = no model replied. */
  readonly cursor: string | null
  /** By reply. What was chosen for a reply that is no longer asked about stays, in case it is again. */
  readonly turns: Readonly<Record<string, TurnChoice>>
  readonly betterReply: string
  readonly remark: string
  /** Where the keys go. */
  readonly field: Field
  /** Narrows the list of the field with the keys. */
  readonly filter: string
}

const NOTHING: TurnChoice = { intent: null, objection: null, style: null }

export const modelTurns = (sample: FormSample): string[] =>
  sample.turns.filter(({ role }) => role === 'assistant').map((turn) => turn.event_id)

export function newForm(sample: FormSample): Form {
  const replies = modelTurns(sample)
  const wanted = [sample.suspect?.event_id, sample.random_turn]
  const cursor = wanted.find((id) => id !== undefined && id !== null && replies.includes(id)) ?? replies.at(-1) ?? null
  return { part: null, cursor, turns: {}, betterReply: '', remark: '', field: { kind: 'part' }, filter: '' }
}

interface Given {
  readonly turns: readonly ({ readonly event_id: string } & TurnChoice)[]
  readonly better_reply: string | null
  readonly remark: string | null
}

/** A form that begins with what an earlier answer said of the replies; the first question stays open. */
export function formFrom(given: Given, sample: FormSample): Form {
  const known = (task: LabelTask, id: string | null) =>
    sample.taxonomy[task].find((label) => label.id === id)?.id ?? null
  const turns = given.turns.map(({ event_id, intent, objection, style }) => [
    event_id,
    { intent: known('intent', intent), objection: known('objection', objection), style: known('style', style) },
  ])
  return {
    ...newForm(sample),
    turns: Object.fromEntries(turns),
    betterReply: given.better_reply ?? '',
    remark: given.remark ?? '',
  }
}

export const isFault = ({ part }: Pick<Form, 'part'>): boolean => part !== null && part !== 'none'

/** Replies that want an intent and an objection: the one in question, and the random one, which enters live accuracy. */
export function askedTurns(form: Form, sample: FormSample): string[] {
  const replies = modelTurns(sample)
  const suspect = isFault(form) ? form.cursor : (sample.suspect?.event_id ?? null)
  return [...new Set([suspect, sample.random_turn])].filter((id) => id !== null && replies.includes(id)) as string[]
}

/** What can be filled in now, in order. */
export function fieldsOf(form: Form, sample: FormSample): Field[] {
  const asked = askedTurns(form, sample).flatMap((turn) =>
    (['intent', 'objection'] as const)
      .filter((kind) => sample.taxonomy[kind].length > 0)
      .map((kind) => ({ kind, turn })),
  )
  const style =
    isFault(form) && form.cursor !== null && sample.taxonomy.style.length > 0
      ? [{ kind: 'style' as const, turn: form.cursor }]
      : []
  const reply = isFault(form) ? [{ kind: 'reply' as const }] : []
  return [{ kind: 'part' }, ...asked, ...style, ...reply, { kind: 'remark' }]
}

export const fieldKey = (field: Field): string => ('turn' in field ? `${field.kind}/${field.turn}` : field.kind)
export const sameField = (a: Field, b: Field): boolean => fieldKey(a) === fieldKey(b)
export const choiceAt = (form: Form, turn: string): TurnChoice => form.turns[turn] ?? NOTHING

const matches = (label: LabelChoice, filter: string): boolean => {
  const wanted = filter.trim().toLowerCase()
  return [label.id, label.name_en, label.name_zh].some((name) => name?.toLowerCase().includes(wanted))
}

/** The labels of a list that the filter leaves. */
export const labelsLeft = (labels: readonly LabelChoice[], filter: string): LabelChoice[] =>
  labels.filter((label) => matches(label, filter))

/** What the keys 1 to 9 mean in a field. */
export function optionsOf(field: Field, filter: string, sample: FormSample): readonly string[] {
  if (field.kind === 'part') return PARTS
  if (field.kind === 'skip') return SKIP_REASONS
  if (!('turn' in field)) return []
  return labelsLeft(sample.taxonomy[field.kind], filter).map(({ id }) => id)
}

/** An answer as the service takes it. `seconds`: time spent on it. null = nothing was chosen yet. */
export function answerOf(form: Form, sample: FormSample, seconds: number) {
  if (form.part === null) return null
  const fault = isFault(form)
  const turns = askedTurns(form, sample).flatMap((id) => {
    const { intent, objection, style } = choiceAt(form, id)
    const worded = fault && id === form.cursor ? style : null
    return intent === null && objection === null && worded === null
      ? []
      : [{ event_id: id, intent, objection, style: worded }]
  })
  const written = (text: string): string | null => (text.trim() === '' ? null : text)
  return {
    at_fault: fault,
    part: form.part,
    fault_turn: fault ? form.cursor : null,
    turns,
    better_reply: fault ? written(form.betterReply) : null,
    remark: written(form.remark),
    seconds,
  }
}
export type FormAnswer = NonNullable<ReturnType<typeof answerOf>>
