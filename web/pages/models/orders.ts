import { useMutation, useQueryClient } from '@tanstack/react-query'
import { api, bodyOf } from '../../api/client.ts'
import type { paths } from '../../generated/api'

type Body<Path extends keyof paths> = paths[Path] extends {
  post: { requestBody?: { content: { 'application/json': infer Sent } } }
}
  ? Sent
  : never

/** Whatever was ordered, everything that the pages show of it is asked again. */
function useEverythingAnew(done: () => void): () => Promise<void> {
  const queries = useQueryClient()
  return async () => {
    await queries.invalidateQueries()
    done()
  }
}

/** An order to the releases. */
export function useOrder(done: () => void) {
  const onSuccess = useEverythingAnew(done)
  return useMutation({
    mutationFn: (body: Body<'/v1/releases'>) => bodyOf(api.POST('/v1/releases', { body })),
    onSuccess,
  })
}

/** A comparison with what is live now, whose verdict counts. */
export function useRepeatedEvaluation(done: () => void) {
  const onSuccess = useEverythingAnew(done)
  return useMutation({
    mutationFn: ({ bundle, ...body }: Body<'/v1/bundles/{bundle_id}/verdicts'> & { readonly bundle: string }) =>
      bodyOf(api.POST('/v1/bundles/{bundle_id}/verdicts', { params: { path: { bundle_id: bundle } }, body })),
    onSuccess,
  })
}

export function useTraining(done: () => void) {
  const onSuccess = useEverythingAnew(done)
  return useMutation({
    mutationFn: (body: NonNullable<Body<'/v1/training'>>) => bodyOf(api.POST('/v1/training', { body })),
    onSuccess,
  })
}

export function useImport(done: () => void) {
  const onSuccess = useEverythingAnew(done)
  return useMutation({
    mutationFn: (body: Body<'/v1/models/import'>) => bodyOf(api.POST('/v1/models/import', { body })),
    onSuccess,
  })
}
