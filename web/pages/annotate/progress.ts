import { useQuery } from '@tanstack/react-query'
import { api, bodyOf } from '../../api/client.ts'

const LOOK_MS = 30_000

/** The annotator's own day. @param done what was done here: it is asked again after each */
export const useProgress = (annotator: string, done: number) =>
  useQuery({
    queryKey: ['queue-progress', annotator, done],
    queryFn: () => {
      const utc_offset_minutes = -new Date().getTimezoneOffset()
      return bodyOf(api.GET('/v1/queue/progress', { params: { query: { annotator, utc_offset_minutes } } }))
    },
    refetchInterval: LOOK_MS,
    placeholderData: (before) => before,
  })
export type OwnDay = NonNullable<ReturnType<typeof useProgress>['data']>
