import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { api, bodyOf } from '../../../api/client.ts'
import type { paths } from '../../../generated/api'
import { useSession } from '../../../shell/session.ts'
import type { ListedTask } from '../names.ts'

type Order = NonNullable<paths['/v1/taxonomy/changes']['post']['requestBody']>['content']['application/json']
export type Change = Order['change']

export function useChanges() {
  return useQuery({
    queryKey: ['quality', 'taxonomy-changes'],
    queryFn: () => bodyOf(api.GET('/v1/taxonomy/changes', { params: { query: { limit: 200 } } })),
  })
}
export type KeptChange = NonNullable<ReturnType<typeof useChanges>['data']>['changes'][number]

/** What a change would touch; changes nothing. */
export function useChangePreview(task: ListedTask) {
  return useMutation({
    mutationFn: (change: Change) =>
      bodyOf(api.POST('/v1/taxonomy/changes/preview', { body: { task, change, why: '' } })),
  })
}
export type ChangePreview = NonNullable<ReturnType<typeof useChangePreview>['data']>

export function useChange(task: ListedTask, onDone: () => void) {
  const { name } = useSession()
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({
      change,
      version,
      why,
    }: {
      readonly change: Change
      readonly version: number
      readonly why: string
    }) => bodyOf(api.POST('/v1/taxonomy/changes', { body: { task, change, version, who: name, why } })),
    async onSuccess() {
      onDone()
      await client.invalidateQueries({ queryKey: ['quality'] })
    },
  })
}

export function useProposals(task: 'intent' | 'objection') {
  return useQuery({
    queryKey: ['quality', 'proposals', task],
    queryFn: () => bodyOf(api.GET('/v1/taxonomy/proposals', { params: { query: { task } } })),
  })
}
export type Proposal = NonNullable<ReturnType<typeof useProposals>['data']>['proposals'][number]

export function useProposalMembers(id: string) {
  return useQuery({
    queryKey: ['quality', 'proposal', id],
    queryFn: () => bodyOf(api.GET('/v1/taxonomy/proposals/{proposal_id}', { params: { path: { proposal_id: id } } })),
  })
}

export function useProposalSearch(task: 'intent' | 'objection') {
  const client = useQueryClient()
  return useMutation({
    mutationFn: () => bodyOf(api.POST('/v1/taxonomy/proposals/search', { body: { task, below: 0.6 } })),
    onSuccess: () => client.invalidateQueries({ queryKey: ['quality', 'proposals'] }),
  })
}

export function useProposalDecision(id: string, onDone: () => void) {
  const { name } = useSession()
  const client = useQueryClient()
  const path = { proposal_id: id }
  return useMutation({
    async mutationFn(given: {
      readonly label: { id: string; name_en: string | null; name_zh: string | null } | null
      readonly why: string
    }) {
      const { label, why } = given
      if (label === null)
        await api.POST('/v1/taxonomy/proposals/{proposal_id}/reject', { params: { path }, body: { who: name, why } })
      else
        await api.POST('/v1/taxonomy/proposals/{proposal_id}/accept', {
          params: { path },
          body: { label, who: name, why },
        })
    },
    async onSuccess() {
      onDone()
      await client.invalidateQueries({ queryKey: ['quality'] })
    },
  })
}
