import { useQuery } from '@tanstack/react-query'
import { api, bodyOf } from '../../api/client.ts'
import type { paths } from '../../generated/api'

export type Attribution = NonNullable<
  paths['/v1/attribution']['get']['responses'][200]['content']['application/json']['attribution']
>
export type TableRow = Attribution['table'][number]
export type PartSets = paths['/v1/part-sets']['get']['responses'][200]['content']['application/json']

export const SETS = ['intent', 'objection', 'wording', 'preference', 'policy', 'hard_negatives'] as const

export const useAttribution = () =>
  useQuery({
    queryKey: ['attribution'],
    queryFn: ({ signal }) => bodyOf(api.GET('/v1/attribution', { signal })),
  })

export const usePartSets = () =>
  useQuery({
    queryKey: ['part-sets'],
    queryFn: ({ signal }) => bodyOf(api.GET('/v1/part-sets', { signal })),
  })
