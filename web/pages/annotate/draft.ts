import { type Form, type FormSample, modelTurns, newForm, PARTS, type Part, type TurnChoice } from './form.ts'

/** What a browser keeps of an unfinished decision. */
export interface Draft {
  readonly form: Form
  /** Time spent so far, milliseconds. */
  readonly spentMs: number
}

const VERSION = 1

export const encodeDraft = ({ form, spentMs }: Draft, savedAt: number): string => {
  const { part, cursor, turns, betterReply, remark } = form
  return JSON.stringify({ version: VERSION, savedAt, spentMs, part, cursor, turns, betterReply, remark })
}

/** Is there anything in it that somebody would miss? */
export const isEmptyDraft = ({ part, turns, betterReply, remark }: Form): boolean =>
  part === null && betterReply === '' && remark === '' && Object.keys(turns).length === 0

/** The draft as it was, as far as it fits the sample today; null = none, or not one of ours. */
export function decodeDraft(text: string | null, sample: FormSample): Draft | null {
  const kept = parsed(text)
  if (kept === null || kept.version !== VERSION) return null
  const fresh = newForm(sample)
  const replies = modelTurns(sample)
  const cursor = typeof kept.cursor === 'string' && replies.includes(kept.cursor) ? kept.cursor : fresh.cursor
  const part = (PARTS as readonly unknown[]).includes(kept.part) ? (kept.part as Part) : null
  const form = {
    ...fresh,
    part,
    cursor,
    turns: turnsOf(kept.turns, sample),
    betterReply: textOf(kept.betterReply),
    remark: textOf(kept.remark),
  }
  return { form, spentMs: typeof kept.spentMs === 'number' && kept.spentMs >= 0 ? kept.spentMs : 0 }
}

/** When a draft was saved, epoch milliseconds; 0 = it cannot be told. */
export function savedAtOf(text: string | null): number {
  const at = parsed(text)?.savedAt
  return typeof at === 'number' ? at : 0
}

/** Labels that the taxonomy no longer offers are left out. */
function turnsOf(kept: unknown, sample: FormSample): Record<string, TurnChoice> {
  if (typeof kept !== 'object' || kept === null) return {}
  const known = (task: 'intent' | 'objection' | 'style', value: unknown): string | null =>
    sample.taxonomy[task].find(({ id }) => id === value)?.id ?? null
  return Object.fromEntries(
    Object.entries(kept as Record<string, Partial<Record<string, unknown>> | null>)
      .filter(([turn]) => sample.turns.some((line) => line.event_id === turn))
      .map(([turn, choice]) => [
        turn,
        {
          intent: known('intent', choice?.intent),
          objection: known('objection', choice?.objection),
          style: known('style', choice?.style),
        },
      ]),
  )
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')

function parsed(text: string | null): Record<string, unknown> | null {
  if (text === null) return null
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null
  } catch {
    return null
  }
}
