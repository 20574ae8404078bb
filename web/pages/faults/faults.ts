import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { api, bodyOf } from '../../api/client.ts'
import type { paths } from '../../generated/api'
import { useSession } from '../../shell/session.ts'

export type Status = paths['/v1/faults/model']['get']['responses'][200]['content']['application/json']
export type Model = Status['models'][number]
export type Run = Status['runs'][number]
export type Charge = Status['changes'][number]
export type Evidence = paths['/v1/faults/comparison']['get']['responses'][200]['content']['application/json']
export type Report = NonNullable<Evidence['held_out']>
export type Comparison = Report['curve'][number]

const LOOK_MS = 2000

/** Asks again and again while a training is under way. */
export const useFaults = () =>
  useQuery({
    queryKey: ['faults'],
    queryFn: ({ signal }) => bodyOf(api.GET('/v1/faults/model', { signal })),
    refetchInterval: ({ state }) => (isTraining(state.data) ? LOOK_MS : false),
  })

export const isTraining = (status: Status | undefined): boolean =>
  status?.runs.some(({ state }) => state === 'queued' || state === 'running') ?? false

export const useEvidence = (model: string) =>
  useQuery({
    queryKey: ['faults', 'comparison', model],
    queryFn: ({ signal }) =>
      bodyOf(api.GET('/v1/faults/comparison', { params: { query: { model_id: model } }, signal })),
  })

function useOrder<Given>(order: (given: Given, who: string) => Promise<unknown>) {
  const client = useQueryClient()
  const { name } = useSession()
  return useMutation({
    mutationFn: (given: Given) => order(given, name),
    onSuccess: () => client.invalidateQueries({ queryKey: ['faults'] }),
  })
}

export const useTrain = () => useOrder((_: null, who) => bodyOf(api.POST('/v1/faults/training', { body: { who } })))

export const useCharge = () =>
  useOrder(({ model, why }: { readonly model: string | null; readonly why: string }, who) =>
    bodyOf(api.PUT('/v1/faults/charge', { body: { model_id: model, who, why } })),
  )
