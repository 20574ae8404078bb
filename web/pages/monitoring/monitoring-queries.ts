import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { api, bodyOf } from '../../api/client.ts'
import { DAY_MS, dayOf } from '../../parts/day-points.ts'
import type { View } from './view.ts'

type Span = Pick<View, 'days' | 'assistant'>

/** The data's clock, and whose series there are. */
export const useNow = () => useQuery({ queryKey: ['overview'], queryFn: () => bodyOf(api.GET('/v1/overview')) })

const spanOf = (now: number, days: number) => ({ from: dayOf(now) - (days - 1) * DAY_MS, to: dayOf(now) + DAY_MS })

export const useSeries = (series: 'rates' | 'confidence' | 'accuracy', { days, assistant }: Span, now: number) =>
  useQuery({
    queryKey: ['monitoring', series, days, assistant, dayOf(now)],
    placeholderData: keepPreviousData,
    queryFn: async () => {
      const span = spanOf(now, days)
      const query = { step: 'day' as const, ...span, limit: 10_000, ...(assistant !== '' && { assistant }) }
      const { points } = await bodyOf(api.GET('/v1/series/{series}', { params: { path: { series }, query } }))
      return { ...span, points }
    },
  })

/** One span in full: what confidences say and how often they are right. */
export const useConfidence = ({ days, assistant }: Span, now: number) =>
  useQuery({
    queryKey: ['monitoring', 'confidence-view', days, assistant, dayOf(now)],
    staleTime: 5 * 60_000,
    placeholderData: keepPreviousData,
    queryFn: () => {
      const query = { ...spanOf(now, days), ...(assistant !== '' && { assistant }) }
      return bodyOf(api.GET('/v1/metrics/confidence', { params: { query } }))
    },
  })

export type ConfidenceView = NonNullable<ReturnType<typeof useConfidence>['data']>['tasks'][number]

export const useReferences = () =>
  useQuery({
    queryKey: ['monitoring', 'references'],
    queryFn: async () => (await bodyOf(api.GET('/v1/drift/references'))).references,
  })

export type Reference = NonNullable<ReturnType<typeof useReferences>['data']>[number]

export const useDrift = ({ days, assistant }: Span, reference: string | undefined, now: number) =>
  useQuery({
    queryKey: ['monitoring', 'drift', reference, days, assistant, dayOf(now)],
    enabled: reference !== undefined,
    placeholderData: keepPreviousData,
    queryFn: async () => {
      const query = { reference: reference!, ...spanOf(now, days), limit: 5000 }
      const { results } = await bodyOf(api.GET('/v1/drift', { params: { query } }))
      return results.filter((each) => (each.assistant ?? '') === assistant)
    },
  })

export type DriftItem = NonNullable<ReturnType<typeof useDrift>['data']>[number]

export function useNameReference() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (reference: Pick<Reference, 'name' | 'body'> & { who: string }) =>
      bodyOf(api.PUT('/v1/drift/references', { body: reference })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['monitoring'] }),
  })
}

/** After a change of reference: compares at once instead of at the next hour. */
export function useWatchNow() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: () => bodyOf(api.POST('/v1/watch')),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['monitoring'] }),
  })
}

export type AlertState = 'open' | 'firing' | 'pending' | 'resolved' | 'quiet'

export const useAlerts = (state: AlertState) =>
  useQuery({
    queryKey: ['monitoring', 'alerts', state],
    refetchInterval: 15_000,
    queryFn: () => bodyOf(api.GET('/v1/alerts', { params: { query: { state, limit: 200 } } })),
  })

export type AlertItem = NonNullable<ReturnType<typeof useAlerts>['data']>['alerts'][number]

export const useAlert = (alertId: string) =>
  useQuery({
    queryKey: ['monitoring', 'alert', alertId],
    queryFn: () => bodyOf(api.GET('/v1/alerts/{alert_id}', { params: { path: { alert_id: alertId } } })),
  })

export interface AlertOrder {
  readonly alertId: string
  readonly action: 'acknowledge' | 'silence' | 'unsilence'
  readonly who: string
  readonly why: string
  readonly until?: number
}

export function useAlertOrder() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: ({ alertId, ...body }: AlertOrder) =>
      bodyOf(api.POST('/v1/alerts/{alert_id}', { params: { path: { alert_id: alertId } }, body })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['monitoring'] }),
  })
}

export const useAlertRules = () =>
  useQuery({ queryKey: ['monitoring', 'rules'], queryFn: () => bodyOf(api.GET('/v1/alerts/rules')) })

export type AlertRules = NonNullable<ReturnType<typeof useAlertRules>['data']>
export type AlertRule = AlertRules['rules'][number]

/** Switches one rule on or off: a new version of all. */
export function useSwitchRule() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: ({ rules, rule, who }: { rules: AlertRules; rule: string; who: string }) =>
      bodyOf(
        api.PUT('/v1/alerts/rules', {
          body: {
            rules: rules.rules.map((each) => (each.rule === rule ? { ...each, enabled: !each.enabled } : each)),
            ...{ who, expected_version: rules.version },
          },
        }),
      ),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['monitoring'] }),
  })
}
