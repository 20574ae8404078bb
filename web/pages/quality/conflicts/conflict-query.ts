import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { api, bodyOf } from '../../../api/client.ts'
import { useSession } from '../../../shell/session.ts'
import type { DecisionBody } from './decision.ts'

/** Samples looked at for one page; few of them are conflicts. */
const LOOKED_AT = 500

/** What waits for a last word, page by page. */
export function useConflicts() {
  return useInfiniteQuery({
    queryKey: ['quality', 'conflicts'],
    queryFn: ({ pageParam: after }) =>
      bodyOf(api.GET('/v1/conflicts', { params: { query: { limit: LOOKED_AT, ...(after !== null && { after }) } } })),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  })
}

export type ConflictSample = NonNullable<ReturnType<typeof useConflicts>['data']>['pages'][number]['conflicts'][number]

/** A sample with its conversation and all answers that count. */
export function useComparison(sampleId: string) {
  return useQuery({
    queryKey: ['quality', 'comparison', sampleId],
    queryFn: () => bodyOf(api.GET('/v1/samples/{sample_id}/comparison', { params: { path: { sample_id: sampleId } } })),
  })
}

export type Comparison = NonNullable<ReturnType<typeof useComparison>['data']>
export type Answer = Comparison['answers'][number]

/** Everything on this page may read differently once an answer has changed. */
function useFresh(): () => Promise<void> {
  const client = useQueryClient()
  return () => client.invalidateQueries({ queryKey: ['quality'] })
}

export function useAdjudication(sampleId: string, onDone: () => void) {
  const { name } = useSession()
  const fresh = useFresh()
  return useMutation({
    mutationFn: (body: DecisionBody) =>
      bodyOf(
        api.POST('/v1/samples/{sample_id}/adjudication', {
          params: { path: { sample_id: sampleId } },
          body: { ...body, annotator: name },
        }),
      ),
    async onSuccess() {
      onDone()
      await fresh()
    },
  })
}

export function useReturn(sampleId: string, onDone: () => void) {
  const { name } = useSession()
  const fresh = useFresh()
  return useMutation({
    mutationFn: (given: { readonly labelId: string; readonly remark: string }) =>
      bodyOf(
        api.POST('/v1/samples/{sample_id}/return', {
          params: { path: { sample_id: sampleId } },
          body: { label_id: given.labelId, remark: given.remark, who: name },
        }),
      ),
    async onSuccess() {
      onDone()
      await fresh()
    },
  })
}

/** What was given back and waits for its annotator. */
export function useOpenReturns() {
  return useQuery({
    queryKey: ['quality', 'returns'],
    queryFn: () => bodyOf(api.GET('/v1/label-returns', { params: { query: { open: 'true', limit: 100 } } })),
  })
}
