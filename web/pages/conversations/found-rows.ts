import { useInfiniteQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { api, bodyOf } from '../../api/client.ts'
import { linesOf } from './counted-rows.ts'
import type { Rows } from './rows.ts'
import { queryOf, type Search, type SearchPage, searchParamsOf } from './search.ts'

/** So many pages that bring little are asked for by itself; then a person says whether to look further. */
const PAGES_BY_ITSELF = 20
/** Rows below what is in view that are to be there. */
const ROWS_AHEAD = 60

/** A search in messages: rows in the order in which they are found, page after page. */
export function useFoundRows(search: Search, lastSeen: number, on: boolean): Rows {
  const name = searchParamsOf(search).toString()
  const found = useInfiniteQuery({
    queryKey: ['conversations-found', name],
    queryFn: async ({ pageParam, signal }) => {
      const further =
        pageParam === null ? { count: 'true' as const } : { after: pageParam.after, as_of: pageParam.asOf }
      const query = { ...queryOf(search), ...further }
      return (await bodyOf(api.GET('/v1/conversations', { params: { query }, signal }))) as SearchPage
    },
    initialPageParam: null as { after: string; asOf: number } | null,
    getNextPageParam: (page) => (page.next === null ? null : { after: page.next, asOf: page.as_of }),
    enabled: on,
    staleTime: Number.POSITIVE_INFINITY,
  })
  const pages = found.data?.pages ?? []
  const lines = pages.flatMap(linesOf)
  const sparing = lines.length - lastSeen > ROWS_AHEAD
  const byItself = !sparing && (pages.length % PAGES_BY_ITSELF !== 0 || lines.length > lastSeen + 1)
  const { hasNextPage, isFetching, fetchNextPage, isError } = found
  useEffect(() => {
    if (on && byItself && hasNextPage && !isFetching && !isError) void fetchNextPage()
  }, [on, byItself, hasNextPage, isFetching, isError, fetchNextPage])
  return {
    count: lines.length,
    row: (i) => lines[i] ?? null,
    total: null,
    looked:
      pages.length === 0
        ? null
        : {
            conversations: pages.reduce((sum, page) => sum + (page.looked?.conversations ?? 0), 0),
            of: pages[0]?.looked?.of ?? null,
            done: !hasNextPage,
          },
    waiting: on && (found.isPending || (isFetching && lines.length === 0)),
    error: found.error,
    more: hasNextPage && !isFetching ? () => void fetchNextPage() : null,
    refresh: () => void found.refetch(),
  }
}
