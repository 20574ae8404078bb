import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { api, bodyOf } from '../../../api/client.ts'
import { useSession } from '../../../shell/session.ts'

/** Which answers are meant: whose, recorded when. Epoch milliseconds. */
export interface Batch {
  readonly annotator: string
  readonly from: number | null
  readonly until: number | null
}

const filterOf = ({ annotator, from, until }: Batch) => ({
  annotator,
  ...(from !== null && { from }),
  ...(until !== null && { until }),
})

/** Tells what a withdrawal would touch; changes nothing. */
export function usePreview() {
  const { name } = useSession()
  return useMutation({
    mutationFn: (batch: Batch) =>
      bodyOf(
        api.POST('/v1/label-withdrawals', { body: { ...filterOf(batch), who: name, why: 'dry run', dry_run: true } }),
      ),
  })
}

export type Preview = NonNullable<ReturnType<typeof usePreview>['data']>

export function useWithdraw(onDone: () => void) {
  const { name } = useSession()
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ batch, why }: { readonly batch: Batch; readonly why: string }) =>
      bodyOf(api.POST('/v1/label-withdrawals', { body: { ...filterOf(batch), who: name, why, dry_run: false } })),
    async onSuccess() {
      onDone()
      await client.invalidateQueries({ queryKey: ['quality'] })
    },
  })
}

export function useWithdrawals() {
  return useQuery({
    queryKey: ['quality', 'withdrawals'],
    queryFn: () => bodyOf(api.GET('/v1/label-withdrawals', { params: { query: { limit: 200 } } })),
  })
}

export type Withdrawal = NonNullable<ReturnType<typeof useWithdrawals>['data']>['withdrawals'][number]

export function useTakeBack(onDone: () => void) {
  const { name } = useSession()
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ id, why }: { readonly id: string; readonly why: string }) =>
      bodyOf(
        api.POST('/v1/label-withdrawals/{withdrawal_id}/take-back', {
          params: { path: { withdrawal_id: id } },
          body: { who: name, why },
        }),
      ),
    async onSuccess() {
      onDone()
      await client.invalidateQueries({ queryKey: ['quality'] })
    },
  })
}
