import { useQuery } from '@tanstack/react-query'
import { api, bodyOf } from '../../api/client.ts'
import type { paths } from '../../generated/api'

type Get<P extends keyof paths> = paths[P] extends {
  get: { responses: { 200: { content: { 'application/json': infer T } } } }
}
  ? T
  : never
export type Whole = Get<'/v1/conversations/{conversation_id}'>
export type Label = Get<'/v1/labels'>['labels'][number]
export type Found = Get<'/v1/ids/{id}'>['found'][number]
/** An event as it came; anything may stand in it. */
export type WireEvent = Readonly<Record<string, unknown>>

export const useWhole = (id: string) =>
  useQuery({
    queryKey: ['conversation', id],
    queryFn: ({ signal }) =>
      bodyOf(
        api.GET('/v1/conversations/{conversation_id}', { params: { path: { conversation_id: id } }, signal }),
      ) as Promise<Whole>,
  })

export const useLabels = (id: string) =>
  useQuery({
    queryKey: ['labels', 'conversation', id],
    queryFn: ({ signal }) => bodyOf(api.GET('/v1/labels', { params: { query: { conversation: id } }, signal })),
  })

export const useNeighbours = (id: string) =>
  useQuery({
    queryKey: ['ids', id],
    queryFn: ({ signal }) => bodyOf(api.GET('/v1/ids/{id}', { params: { path: { id } }, signal })),
  })

export type TurnParts = Get<'/v1/conversations/{conversation_id}/attribution'>['turns'][number]

export const useAttribution = (id: string) =>
  useQuery({
    queryKey: ['conversation', id, 'attribution'],
    queryFn: ({ signal }) =>
      bodyOf(
        api.GET('/v1/conversations/{conversation_id}/attribution', {
          params: { path: { conversation_id: id } },
          signal,
        }),
      ),
  })
