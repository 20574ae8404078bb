import { keepPreviousData, useQueries, useQuery, useQueryClient } from '@tanstack/react-query'
import { api, bodyOf } from '../../api/client.ts'
import type { Rows } from './rows.ts'
import { type Line, queryOf, type Search, type SearchPage, searchParamsOf } from './search.ts'
import { useRestingView, WINDOW, windowsToLoad } from './windows.ts'

/** Browsers draw no box that is much higher than so many rows. */
const MOST_ROWS = 300_000
const KEPT_MS = 300_000

/**
 * A search whose length is known: rows by their number. What is in view is loaded first, then what comes next; what was passed
 * on the way is asked for no longer. The neighbour of a loaded window is found by its place, after a jump by its number. All
 * windows see what had started when the search began.
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
  const pageOf = (window: number): SearchPage | undefined =>
    window === 0 ? first.data : queries.getQueryData<SearchPage>(keyOf(window)) // also one that was loaded on an earlier visit
  const ready = on && asOf !== null && !first.isPlaceholderData
  const { inView, around } = windowsToLoad(useRestingView(seen), ready ? count : 0)
  const wanted = [...inView, ...around]
  const viewLoaded = inView.every((window) => queries.getQueryData(keyOf(window)) !== undefined)
  const windows = useQueries({
    queries: wanted.map((window) => ({
      queryKey: keyOf(window),
      queryFn: async ({ signal }: { signal: AbortSignal }): Promise<SearchPage> => {
        const before = pageOf(window - 1)
        const where = before?.next ? { after: before.next } : { offset: window * WINDOW }
        const query = { ...queryOf(search), ...where, limit: WINDOW, as_of: asOf ?? 0 }
        return bodyOf(api.GET('/v1/conversations', { params: { query }, signal })) as Promise<SearchPage>
      },
      enabled: viewLoaded || inView.includes(window), // what is looked at comes first
      staleTime: Number.POSITIVE_INFINITY,
      gcTime: KEPT_MS,
    })),
  })
  const loaded = new Map(wanted.map((window, i) => [window, windows[i]?.data])) // read, so that their coming is seen
  return {
    count,
    row(i) {
      const window = Math.floor(i / WINDOW)
      return linesOf(loaded.get(window) ?? pageOf(window))[i % WINDOW] ?? null
    },
    total: first.data?.total ?? null,
    looked: null,
    waiting: first.isPending || first.isPlaceholderData,
    error: first.error ?? windows.find(({ error }) => error)?.error ?? null,
    more: null,
    refresh: () => void queries.resetQueries({ queryKey: ['conversations', name] }),
  }
}

const LINES = new WeakMap<SearchPage, readonly (Line | undefined)[]>()

export function linesOf(page: SearchPage | undefined): readonly (Line | undefined)[] {
  if (page === undefined) return []
  const held = LINES.get(page) ?? page.conversations.map(({ line }) => line)
  LINES.set(page, held)
  return held
}
