import type { paths } from '../../generated/api'

export type ConversationQuery = NonNullable<paths['/v1/conversations']['get']['parameters']['query']>
type Answer = paths['/v1/conversations']['get']['responses'][200]['content']['application/json']
export type Line = NonNullable<Answer['conversations'][number]['line']>
export type SearchPage = Answer

export const FEATURES = [
  'cta_not_clicked',
  'no_order',
  'repeated_question',
  'fsm_stalled',
  'long_silence',
  'no_conversion',
] as const
export type Feature = (typeof FEATURES)[number]
export const TERNARY = ['yes', 'no', 'not_yet'] as const
export const POOL = ['none', 'any', 'waiting', 'labelled', 'skipped', 'withdrawn', 'expired'] as const
export const SORTS = ['newest', 'oldest', 'most_messages', 'least_confidence'] as const
export type Sort = (typeof SORTS)[number]

/** Parameters that hold one text each. */
export const TEXTS = ['text', 'assistant', 'channel', 'bundle', 'arm', 'user', 'id', 'intent', 'objection'] as const
export const INSTANTS = ['from', 'until'] as const
/** Everything that narrows a search, as it is named in the address and at the service. */
export const FILTERS = ['text', 'flagged', 'reason', 'pool', ...FEATURES, ...INSTANTS, ...TEXTS.slice(1)] as const
export type Filter = (typeof FILTERS)[number]

/** What the address says, without what no search knows. */
export type Search = Readonly<Partial<Record<Exclude<Filter, 'reason'>, string>>> & {
  readonly reason: readonly string[]
  readonly sort: Sort
}

const CHOICES: Readonly<Record<string, readonly string[]>> = {
  flagged: TERNARY,
  pool: POOL,
  ...Object.fromEntries(FEATURES.map((name) => [name, TERNARY])),
}

export function readSearch(params: URLSearchParams): Search {
  const found: Record<string, string> = {}
  for (const name of FILTERS) {
    const value = params.get(name)
    if (name === 'reason' || value === null || value === '') continue
    if (CHOICES[name] && !CHOICES[name].includes(value)) continue
    if (isInstant(name) && !/^\d{1,15}$/.test(value)) continue
    found[name] = value
  }
  const sort = SORTS.find((each) => each === params.get('sort')) ?? 'newest'
  return { ...found, reason: params.getAll('reason').filter((each) => each !== ''), sort }
}

export const isInstant = (name: string): name is 'from' | 'until' => (INSTANTS as readonly string[]).includes(name)

export type Change = Readonly<Record<string, string | readonly string[] | null>>

/** The address with a change; null takes a filter out. The place in the list goes with the old search. */
export function changed(params: URLSearchParams, change: Change): URLSearchParams {
  const next = new URLSearchParams(params)
  next.delete('at')
  for (const [name, value] of Object.entries(change)) {
    next.delete(name)
    for (const each of value === null ? [] : [value].flat()) if (each !== '') next.append(name, each)
  }
  return next
}

/** Filters that are set, one by one. */
export const activeFilters = (search: Search): (readonly [filter: Filter, value: string])[] =>
  FILTERS.flatMap((name): (readonly [Filter, string])[] => {
    if (name === 'reason') return search.reason.map((value) => [name, value] as const)
    const value = search[name]
    return value === undefined ? [] : [[name, value] as const]
  })

/** Messages have to be looked through: how many there are is found out on the way. */
export const looksInMessages = ({ text, intent, objection }: Search): boolean =>
  text !== undefined || intent !== undefined || objection !== undefined

/** What the service is asked; instants are numbers there. */
export function queryOf(search: Search): ConversationQuery {
  const { from, until, reason, ...rest } = search
  return {
    ...(rest as ConversationQuery),
    ...(from !== undefined && { from: Number(from) }),
    ...(until !== undefined && { until: Number(until) }),
    ...(reason.length > 0 && { reason: [...reason] }),
    view: 'line',
  }
}

/** One search, one name: for the cache, and for links. */
export function searchParamsOf(search: Search): URLSearchParams {
  const params = new URLSearchParams(activeFilters(search).map(([name, value]) => [name, value]))
  if (search.sort !== 'newest') params.set('sort', search.sort)
  return params
}
