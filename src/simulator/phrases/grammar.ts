import type { Intent, Objection } from '../../assistant/taxonomy.ts'

/** Templates by what the customer wants. */
export type PhraseBook = Readonly<Record<Intent, readonly string[]>>

/** Templates by what holds the customer back, and the intent that comes with it. */
export type ObjectionBook = Readonly<
  Record<Exclude<Objection, 'none'>, Readonly<Partial<Record<Intent, readonly string[]>>>>
>

/** Gives the value of a slot; called once per occurrence. */
export type FillSlot = (slot: string) => string

/**
 * Writes one sentence from a template: `(a|b|)` picks one branch, `{slot}` is filled. Groups do not nest.
 *
 * @param random a stream of numbers in [0, 1)
 * @example expand('(hi|hello) {who}', () => 'Ann', () => 0) // 'hi Ann'
 */
export function expand(template: string, fill: FillSlot, random: () => number): string {
  const picked = template.replace(/\(([^()]*)\)/g, (_group, branches: string) => {
    const options = branches.split('|')
    return options[Math.floor(random() * options.length)]!
  })
  return picked.replace(/\{(\w+)\}/g, (_slot, name: string) => fill(name)).trim()
}
