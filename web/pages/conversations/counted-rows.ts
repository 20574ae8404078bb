import { keepPreviousData, useQueries, useQuery, useQueryClient } from '@tanstack/react-query'
import { api, bodyOf } from '../../api/client.ts'
import type { Rows } from './rows.ts'
import { type Line, queryOf, type Search, type SearchPage, searchParamsOf } from './search.ts'

export const WINDOW = 100
/** Windows that are loaded before and behind what is in view. */
const AHEAD = 2
/** Browsers draw no box that is much higher than so many rows. */
const MOST_ROWS = 300_000
const KEPT_MS = 300_000

/**
 * A search whose length is known: rows by their number. What is in view and 200 rows around it is loaded; the neighbour of a
 * loaded window by its place, after a jump by its number. All windows see what had started when the search began.
 */
export function useCountedRows(search: Search, seen: readonly [first: number, last: number], on: boolean): Rows {
  const queries = useQueryClient()
  const name = searchParamsOf(search).toString()
  const first = useQuery({
    queryKey: ['conversations', name],
    queryFn: ({ signal }) =>
      bodyOf(api.GET('/v1/conversations', { params: { query: { ...queryOf(search), count: 'true' } }, signal })),
    enabled: on,
    staleTime: KEPT_MS,
    refetchOnWindowFocus: false,
    placeholderData: keepPreviousData,
  })
  const count = Math.min(first.data?.total?.count ?? 0, MOST_ROWS)
  const asOf = first.data?.as_of ?? null
  const keyOf = (window: number) => ['conversations', name, asOf, window] as const
  const ready = on && asOf !== null && !first.isPlaceholderData
  const wanted = ready ? windowsAround(seen, count, AHEAD) : []
  const inView = ready ? windowsAround(seen, count, 0) : []
  const viewLoaded = inView.every((window) => queries.getQueryData(keyOf(window)) !== undefined)
  const windows = useQueries({
    queries: wanted.map((window) => ({
      queryKey: keyOf(window),
      queryFn: async ({ signal }: { signal: AbortSignal }): Promise<SearchPage> => {
        const before = window === 1 ? first.data : queries.getQueryData<SearchPage>(keyOf(window - 1))
        const where = before?.next ? { after: before.next } : { offset: window * WINDOW }
        const query = { ...queryOf(search), ...where, limit: WINDOW, as_of: asOf ?? 0 }
        return bodyOf(api.GET('/v1/conversations', { params: { query }, signal })) as Promise<SearchPage>
      },
      enabled: viewLoaded || inView.includes(window), // what is looked at comes first
      staleTime: Number.POSITIVE_INFINITY,
      gcTime: KEPT_MS,
    })),
  })
  const loaded = new Map<number, readonly (Line | undefined)[]>([[0, linesOf(first.data)]])
  for (const [i, window] of wanted.entries()) if (windows[i]?.data) loaded.set(window, linesOf(windows[i].data))
  return {
    count,
    row: (i) => loaded.get(Math.floor(i / WINDOW))?.[i % WINDOW] ?? null,
    total: first.data?.total ?? null,
    looked: null,
    waiting: first.isPending || first.isPlaceholderData,
    error: first.error ?? windows.find(({ error }) => error)?.error ?? null,
    more: null,
    refresh: () => void queries.resetQueries({ queryKey: ['conversations', name] }),
  }
}

export const linesOf = (page: SearchPage | undefined): readonly (Line | undefined)[] =>
  page?.conversations.map(({ line }) => line) ?? []

function windowsAround([from, to]: readonly [number, number], count: number, ahead: number): number[] {
  const last = Math.floor(Math.max(0, count - 1) / WINDOW)
  const begin = Math.max(1, Math.floor(from / WINDOW) - ahead)
  const end = Math.min(last, Math.floor(to / WINDOW) + ahead)
  return Array.from({ length: Math.max(0, end - begin + 1) }, (_, i) => begin + i)
}
