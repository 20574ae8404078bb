import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { api, bodyOf } from '../../../api/client.ts'
import { useSession } from '../../../shell/session.ts'

export type ModelTask = 'intent' | 'objection'

export function useSources(task: ModelTask) {
  return useQuery({
    queryKey: ['quality', 'sources', task],
    queryFn: () => bodyOf(api.GET('/v1/label-sources', { params: { query: { task } } })),
  })
}
export type Source = NonNullable<ReturnType<typeof useSources>['data']>['sources'][number]

/** Audit figures per cell, and which labels are shut. */
export function useCells(task: ModelTask) {
  return useQuery({
    queryKey: ['quality', 'cells', task],
    queryFn: () => bodyOf(api.GET('/v1/machine-labels/report', { params: { query: { task } } })),
  })
}
export type Cell = NonNullable<ReturnType<typeof useCells>['data']>['cells'][number]

export const STATES = ['held', 'audit', 'right', 'wrong', 'accepted', 'withdrawn', 'confirmed', 'rejected'] as const
export type State = (typeof STATES)[number]

export function useMachineLabels(task: ModelTask, cell: string | null, state: State | null) {
  const asked = { task, limit: 100, ...(cell !== null && { cell }), ...(state !== null && { state }) }
  return useQuery({
    queryKey: ['quality', 'machine-labels', asked],
    queryFn: () => bodyOf(api.GET('/v1/machine-labels', { params: { query: asked } })),
  })
}
export type MachineLabel = NonNullable<ReturnType<typeof useMachineLabels>['data']>['machine_labels'][number]

export function useVerdict() {
  const { name } = useSession()
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ id, label }: { readonly id: string; readonly label: string | null }) =>
      bodyOf(
        api.POST('/v1/machine-labels/{machine_label_id}/verdict', {
          params: { path: { machine_label_id: id } },
          body: { label, who: name },
        }),
      ),
    onSuccess: () => client.invalidateQueries({ queryKey: ['quality'] }),
  })
}

/** Trains five models: asked for on purpose only, and kept as long as the page is open. */
export function useSuspects(task: ModelTask) {
  return useQuery({
    queryKey: ['suspects', task],
    queryFn: () => bodyOf(api.GET('/v1/label-errors', { params: { query: { task, limit: 200 } } })),
    enabled: false,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 3_600_000,
    retry: false,
  })
}
export type SuspectList = NonNullable<ReturnType<typeof useSuspects>['data']>
export type Suspect = SuspectList['suspects'][number]

/** Right after all, or asked of two people anew; either way it leaves the list. */
export function useSuspectVerdict(task: ModelTask) {
  const { name } = useSession()
  const client = useQueryClient()
  return useMutation({
    async mutationFn({ ids, verdict }: { readonly ids: readonly string[]; readonly verdict: 'right' | 'ask' }) {
      const text_ids = [...ids]
      if (verdict === 'right') await api.POST('/v1/label-errors/confirm', { body: { task, text_ids, who: name } })
      else await api.POST('/v1/label-errors/review', { body: { task, limit: text_ids.length, text_ids } })
      return new Set(text_ids)
    },
    onSuccess(gone) {
      client.setQueryData<SuspectList>(['suspects', task], (old) =>
        old === undefined ? old : { ...old, suspects: old.suspects.filter(({ text_id }) => !gone.has(text_id)) },
      )
    },
  })
}
