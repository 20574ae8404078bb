import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { api, bodyOf } from '../../api/client.ts'
import type { Summary } from './answers.ts'

const PAGE_EXPERIMENTS = 25
const LOOK_MS = 60_000

const ofAssistant = (assistant: string | null) => (assistant === null ? {} : { assistant_id: assistant })

/** Newest first, of all assistants. */
export const useExperiments = () =>
  useInfiniteQuery({
    queryKey: ['experiments', 'list'],
    queryFn: ({ pageParam }) =>
      bodyOf(
        api.GET('/v1/experiments', {
          params: { query: { limit: PAGE_EXPERIMENTS, ...(pageParam !== null && { before: pageParam }) } },
        }),
      ),
    initialPageParam: null as number | null,
    getNextPageParam: (page) => page.next,
    refetchInterval: LOOK_MS,
  })

export const useExperiment = (experiment: string, assistant: string | null) =>
  useQuery({
    queryKey: ['experiments', 'one', experiment, assistant],
    queryFn: () =>
      bodyOf(
        api.GET('/v1/experiments/{experiment}', { params: { path: { experiment }, query: ofAssistant(assistant) } }),
      ),
    refetchInterval: LOOK_MS,
  })

export const useCourse = (experiment: string, assistant: string | null) =>
  useQuery({
    queryKey: ['experiments', 'course', experiment, assistant],
    queryFn: () =>
      bodyOf(
        api.GET('/v1/experiments/{experiment}/course', {
          params: { path: { experiment }, query: { ...ofAssistant(assistant), points: 12 } },
        }),
      ),
    staleTime: LOOK_MS,
  })

export const isRunning = ({ state }: Pick<Summary, 'state'>): boolean => state === 'running' || state === 'paused'
