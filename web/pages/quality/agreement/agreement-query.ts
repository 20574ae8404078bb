import { useQuery } from '@tanstack/react-query'
import { api, bodyOf } from '../../../api/client.ts'
import type { Time } from '../Period.tsx'

/** @param time undefined = not known yet */
export function useAgreement(time: Time | undefined) {
  return useQuery({
    queryKey: ['quality', 'agreement', time],
    queryFn: () => bodyOf(api.GET('/v1/agreement', { params: { query: time ?? {} } })),
    enabled: time !== undefined,
  })
}

export type Agreement = NonNullable<ReturnType<typeof useAgreement>['data']>

/** Agreement by day or week. */
export function useTrend(time: Time | undefined, stepMs: number) {
  return useQuery({
    queryKey: ['quality', 'trend', time, stepMs],
    queryFn: () => bodyOf(api.GET('/v1/agreement/trend', { params: { query: { ...time, step_ms: stepMs } } })),
    enabled: time !== undefined,
  })
}

export type Trend = NonNullable<ReturnType<typeof useTrend>['data']>
