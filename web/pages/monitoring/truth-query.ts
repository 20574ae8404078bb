import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { api, bodyOf } from '../../api/client.ts'
import { DAY_MS, dayOf } from '../../parts/day-points.ts'
import type { SegmentName, View } from './view.ts'

/** Failure rate and accuracy of each segment, with and without labels. */
export const useTruth = ({ days }: Pick<View, 'days'>, by: SegmentName, now: number) =>
  useQuery({
    queryKey: ['monitoring', 'truth', by, days, dayOf(now)],
    staleTime: 5 * 60_000,
    placeholderData: keepPreviousData,
    queryFn: () => {
      const span = { from: dayOf(now) - (days - 1) * DAY_MS, to: dayOf(now) + DAY_MS }
      return bodyOf(api.GET('/v1/metrics/truth', { params: { query: { by, ...span } } }))
    },
  })

export type Segment = NonNullable<ReturnType<typeof useTruth>['data']>['segments'][number]
