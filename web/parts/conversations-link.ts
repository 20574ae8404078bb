/** Filters of the page of conversations, as its address has them. */
export interface ConversationFilter {
  readonly assistant?: string
  readonly channel?: string
  readonly bundle?: string
  readonly flagged?: 'yes' | 'no' | 'not_yet'
  readonly reason?: string
}

/**
 * The conversations that began in [from, to), epoch milliseconds: what stands behind a point of a chart.
 *
 * @param filter what is empty is left out
 */
export function conversationsLink(from: number, to: number, filter: ConversationFilter = {}): string {
  const search = new URLSearchParams({ from: String(from), until: String(to) })
  for (const [name, value] of Object.entries(filter)) if (value) search.set(name, value)
  return `/conversations?${search}`
}
