import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useSearchParams } from 'react-router'
import { api, bodyOf } from '../../api/client.ts'
import type { Outcome } from './answers.ts'

const BUSY_MS = 2000
const PAGE_ITEMS = 50

/** Whose releases the page shows; undefined = the default of all. */
export function useAssistant(): string | undefined {
  const [params] = useSearchParams()
  return params.get('assistant') ?? undefined
}

const ofAssistant = (assistant: string | undefined) => (assistant === undefined ? {} : { assistant_id: assistant })

export const useRegistry = (limit: number) =>
  useQuery({
    queryKey: ['models', 'registry', limit],
    queryFn: () => bodyOf(api.GET('/v1/models', { params: { query: { limit } } })),
    placeholderData: keepPreviousData,
  })

export const useReleases = (assistant: string | undefined) =>
  useQuery({
    queryKey: ['models', 'releases', assistant],
    queryFn: () => bodyOf(api.GET('/v1/releases', { params: { query: { ...ofAssistant(assistant), limit: 200 } } })),
  })

export const usePolicy = (assistant: string | undefined) =>
  useQuery({
    queryKey: ['models', 'policy', assistant],
    queryFn: () => bodyOf(api.GET('/v1/releases/policy', { params: { query: ofAssistant(assistant) } })),
  })

export const useLiveAt = (at: number | null, assistant: string | undefined) =>
  useQuery({
    queryKey: ['models', 'at', at, assistant],
    queryFn: () => bodyOf(api.GET('/v1/releases', { params: { query: { at: at!, ...ofAssistant(assistant) } } })),
    enabled: at !== null,
  })

export const useLedger = (assistant: string | undefined) =>
  useInfiniteQuery({
    queryKey: ['models', 'ledger', assistant],
    queryFn: ({ pageParam }) =>
      bodyOf(
        api.GET('/v1/releases/ledger', {
          params: {
            query: {
              assistant_id: assistant ?? 'default',
              limit: PAGE_ITEMS,
              ...(pageParam !== null && { before: pageParam }),
            },
          },
        }),
      ),
    initialPageParam: null as number | null,
    getNextPageParam: (page) => page.next,
  })

export const useBundle = (bundle: string | null) =>
  useQuery({
    queryKey: ['models', 'bundle', bundle],
    queryFn: () => bodyOf(api.GET('/v1/bundles/{bundle_id}', { params: { path: { bundle_id: bundle! } } })),
    enabled: bundle !== null,
  })

/** Its comparisons, newest first. */
export const useEvaluations = (bundle: string) =>
  useQuery({
    queryKey: ['models', 'evaluations', bundle],
    queryFn: () => bodyOf(api.GET('/v1/evaluations', { params: { query: { bundle, limit: 100 } } })),
  })

export const useEvaluation = (evaluation: string) =>
  useQuery({
    queryKey: ['models', 'evaluation', evaluation],
    queryFn: () =>
      bodyOf(api.GET('/v1/evaluations/{evaluation_id}', { params: { path: { evaluation_id: evaluation } } })),
    staleTime: Number.POSITIVE_INFINITY, // it never changes
  })

export const useCalibration = (evaluation: string) =>
  useQuery({
    queryKey: ['models', 'calibration', evaluation],
    queryFn: () =>
      bodyOf(
        api.GET('/v1/evaluations/{evaluation_id}/calibration', { params: { path: { evaluation_id: evaluation } } }),
      ),
    staleTime: Number.POSITIVE_INFINITY,
  })

export const useItems = (evaluation: string, outcome: Outcome, task: 'intent' | 'objection', label: string | null) =>
  useInfiniteQuery({
    queryKey: ['models', 'items', evaluation, outcome, task, label],
    queryFn: ({ pageParam }) =>
      bodyOf(
        api.GET('/v1/evaluations/{evaluation_id}/items', {
          params: {
            path: { evaluation_id: evaluation },
            query: {
              outcome,
              task,
              limit: PAGE_ITEMS,
              ...(label !== null && { label }),
              ...(pageParam !== null && { after: pageParam }),
            },
          },
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  })

export const useSnapshot = (snapshot: string, offset: number, limit: number) =>
  useQuery({
    queryKey: ['models', 'snapshot', snapshot, offset, limit],
    queryFn: () =>
      bodyOf(
        api.GET('/v1/snapshots/{snapshot_id}', {
          params: { path: { snapshot_id: snapshot }, query: { offset, limit } },
        }),
      ),
    placeholderData: keepPreviousData,
  })

export const useLabel = (label: string | null) =>
  useQuery({
    queryKey: ['models', 'label', label],
    queryFn: () => bodyOf(api.GET('/v1/labels/{label_id}', { params: { path: { label_id: label! } } })),
    enabled: label !== null,
  })

export const useSkill = (skill: string) =>
  useQuery({
    queryKey: ['models', 'skill', skill],
    queryFn: () => bodyOf(api.GET('/v1/skills/{skill_id}', { params: { path: { skill_id: skill } } })),
  })

/** Training runs; while one is under way, it is looked at every two seconds. */
export const useRuns = () =>
  useQuery({
    queryKey: ['models', 'runs'],
    queryFn: () => bodyOf(api.GET('/v1/training', { params: { query: { limit: 50 } } })),
    refetchInterval: ({ state }) =>
      state.data?.runs.some((run) => run.finished_at === null && run.state !== 'failed') ? BUSY_MS : false,
  })
