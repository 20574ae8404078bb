import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { api, bodyOf } from '../../api/client.ts'
import { DAY_MS, type DayPoint, dayOf, type RateTuple, ratePoint, withGaps } from '../../parts/day-points.ts'
import type { Choice } from './span.ts'

/** Figures that a product owner asks for first, in this order. */
export const FIGURES = ['conversion', 'click_through', 'completion', 'repeated_questions'] as const
export type FigureName = (typeof FIGURES)[number]

export const useOverview = () =>
  useQuery({
    queryKey: ['overview'],
    queryFn: () => bodyOf(api.GET('/v1/overview')),
    refetchInterval: 5000,
  })

/** Per figure the days of the span, gaps included. */
export const useDays = ({ days, assistant }: Choice, now: number | undefined) =>
  useQuery({
    queryKey: ['overview', 'days', days, assistant, now === undefined ? null : dayOf(now)],
    enabled: now !== undefined,
    placeholderData: keepPreviousData,
    refetchInterval: 60_000,
    queryFn: async () => {
      const [from, to] = [dayOf(now!) - (days - 1) * DAY_MS, dayOf(now!) + DAY_MS]
      const query = { step: 'day' as const, from, to, limit: 10_000, ...(assistant !== '' && { assistant }) }
      const { points } = await bodyOf(api.GET('/v1/series/{series}', { params: { path: { series: 'rates' }, query } }))
      const daysOf = (figure: FigureName): DayPoint[] =>
        withGaps(
          points.map(({ start_at, point }) => ratePoint(start_at, point[figure] as RateTuple | undefined, now!)),
          from,
          to,
        )
      return {
        ...{ from, to, empty: points.length === 0 },
        figures: Object.fromEntries(FIGURES.map((figure) => [figure, daysOf(figure)])) as Record<
          FigureName,
          DayPoint[]
        >,
      }
    },
  })

/** Estimates over the settled part of the span, with intervals that know of users who came on several days. */
export const usePooled = ({ assistant }: Choice, from: number | undefined, to: number | null | undefined) =>
  useQuery({
    queryKey: ['overview', 'pooled', assistant, from, to],
    enabled: from !== undefined && typeof to === 'number',
    staleTime: 5 * 60_000,
    placeholderData: keepPreviousData,
    queryFn: async () => {
      const by = assistant === '' ? {} : { by: 'assistant' }
      const query = { ...by, figure: FIGURES.join(','), from: from!, to: to! }
      const { figures } = await bodyOf(api.GET('/v1/metrics', { params: { query } }))
      return figures.filter(({ groups }) => assistant === '' || groups.assistant === assistant)
    },
  })

export type Pooled = NonNullable<ReturnType<typeof usePooled>['data']>[number]

/** What was released in the span, of the default or of the assistant. */
export const useReleases = ({ assistant }: Choice) =>
  useQuery({
    queryKey: ['overview', 'releases', assistant],
    queryFn: async () => {
      const query = { limit: 200, ...(assistant !== '' && { assistant_id: assistant }) }
      return (await bodyOf(api.GET('/v1/releases', { params: { query } }))).ledger
    },
  })

/** Conflicts on the first page: enough to know that there are some. */
export const useConflicts = (enabled: boolean) =>
  useQuery({
    queryKey: ['overview', 'conflicts'],
    enabled,
    staleTime: 60_000,
    queryFn: async () => {
      const { conflicts, next } = await bodyOf(api.GET('/v1/conflicts', { params: { query: { limit: 1000 } } }))
      return { count: conflicts.length, more: next !== null }
    },
  })
