import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { api, bodyOf } from '../../../api/client.ts'
import { useSession } from '../../../shell/session.ts'

export interface GoldFilter {
  readonly version: string | null
  readonly task: 'intent' | 'objection'
  readonly label: string | null
  readonly doubtful: boolean
}

export function useGold({ version, task, label, doubtful }: GoldFilter) {
  const asked = {
    task,
    texts: 'true' as const,
    limit: 50,
    ...(version !== null && { version }),
    ...(label !== null && { label }),
    ...(doubtful && { doubtful: 'true' as const }),
  }
  return useInfiniteQuery({
    queryKey: ['quality', 'gold', asked],
    queryFn: ({ pageParam: after }) =>
      bodyOf(api.GET('/v1/gold', { params: { query: { ...asked, ...(after !== null && { after }) } } })),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  })
}

export type GoldItem = NonNullable<ReturnType<typeof useGold>['data']>['pages'][number]['items'][number]

export function useGoldVersions() {
  return useQuery({
    queryKey: ['quality', 'gold-versions'],
    queryFn: () => bodyOf(api.GET('/v1/gold/versions', { params: { query: { limit: 200 } } })),
  })
}

function useChange<T>(send: (given: T, who: string) => Promise<unknown>, onDone: () => void) {
  const { name } = useSession()
  const client = useQueryClient()
  return useMutation({
    mutationFn: (given: T) => send(given, name),
    async onSuccess() {
      onDone()
      await client.invalidateQueries({ queryKey: ['quality'] })
    },
  })
}

export interface NewGold {
  readonly task: 'intent' | 'objection'
  readonly text: string
  readonly label: string
  readonly why: string
}

export const useAddGold = (onDone: () => void) =>
  useChange(
    ({ task, text, label, why }: NewGold, who) =>
      bodyOf(api.POST('/v1/gold', { body: { task, items: [{ text, label }], who, why } })),
    onDone,
  )

export const useRetireGold = (onDone: () => void) =>
  useChange(
    ({ ids, why }: { readonly ids: readonly string[]; readonly why: string }, who) =>
      bodyOf(api.POST('/v1/gold/retirements', { body: { gold_ids: [...ids], who, why } })),
    onDone,
  )
