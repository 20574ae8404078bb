import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { api, bodyOf } from '../../../api/client.ts'
import { useSession } from '../../../shell/session.ts'

export type CaseAction = 'confirm' | 'release' | 'hold'

export function useCases() {
  return useQuery({
    queryKey: ['quality', 'trust'],
    queryFn: () => bodyOf(api.GET('/v1/trust/cases', { params: { query: { limit: 200 } } })),
  })
}
export type Case = NonNullable<ReturnType<typeof useCases>['data']>['cases'][number]

export function useDecisions(caseId: string) {
  return useQuery({
    queryKey: ['quality', 'trust', caseId],
    queryFn: () => bodyOf(api.GET('/v1/trust/cases/{case_id}', { params: { path: { case_id: caseId } } })),
  })
}

export function useDecide(onDone: () => void) {
  const { name } = useSession()
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ caseId, action, why }: { caseId: string; action: CaseAction; why: string }) =>
      bodyOf(
        api.POST('/v1/trust/cases/{case_id}', {
          params: { path: { case_id: caseId } },
          body: { action, why, who: name },
        }),
      ),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['quality', 'trust'] })
      onDone()
    },
  })
}

/** Looks now; the answer tells of everybody, suspicious or not. */
export function useLook() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: () => bodyOf(api.POST('/v1/trust/look')),
    onSuccess: () => client.invalidateQueries({ queryKey: ['quality', 'trust'] }),
  })
}
export type Look = NonNullable<ReturnType<typeof useLook>['data']>
