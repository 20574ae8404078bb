import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { App } from 'antd'
import { useTranslation } from 'react-i18next'
import { api, bodyOf } from '../../api/client.ts'
import type { paths } from '../../generated/api'

type Answer<P extends keyof paths, M extends keyof paths[P], S extends number> = paths[P][M] extends {
  responses: Record<S, { content: { 'application/json': infer Body } }>
}
  ? Body
  : never

export type User = Answer<'/v1/users', 'get', 200>['users'][number]
export type Link = Answer<'/v1/users', 'post', 201>['link']
export type Key = Answer<'/v1/keys', 'get', 200>['keys'][number]
export type AuditLine = Answer<'/v1/audit', 'get', 200>['lines'][number]
export type MySession = Answer<'/v1/me/sessions', 'get', 200>['sessions'][number]
export type LoopPolicy = Answer<'/v1/loop/policy', 'get', 200>
export type ReleasePolicy = Answer<'/v1/releases/policy', 'get', 200>
export type Retention = Answer<'/v1/retention', 'get', 200>
export type FeatureConfig = Answer<'/v1/features/config', 'get', 200>
export type AlertRules = Answer<'/v1/alerts/rules', 'get', 200>

const PAGE = 100

/** People, page by page. */
export const useUsers = (search: string) =>
  useInfiniteQuery({
    queryKey: ['users', search],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam }) =>
      bodyOf(
        api.GET('/v1/users', {
          params: {
            query: { limit: PAGE, ...(search !== '' && { search }), ...(pageParam !== null && { after: pageParam }) },
          },
        }),
      ),
    getNextPageParam: (last) => last.next,
  })

export type AuditQuery = NonNullable<paths['/v1/audit']['get']['parameters']['query']>

export const useAudit = (filter: AuditQuery) =>
  useInfiniteQuery({
    queryKey: ['audit', filter],
    initialPageParam: null as number | null,
    queryFn: ({ pageParam }) =>
      bodyOf(
        api.GET('/v1/audit', {
          params: { query: { ...filter, limit: PAGE, ...(pageParam !== null && { before: pageParam }) } },
        }),
      ),
    getNextPageParam: (last) => last.next,
  })

export const useKeys = () => useQuery({ queryKey: ['keys'], queryFn: () => bodyOf(api.GET('/v1/keys')) })

/** A change of settings: what it touches is read anew, and the person is told that it was saved. */
export function useChange<Given, Result>(
  change: (given: Given) => Promise<Result>,
  touched: readonly string[],
  done?: (result: Result) => void,
) {
  const queries = useQueryClient()
  const { message } = App.useApp()
  const { t } = useTranslation('settings')
  return useMutation({
    mutationFn: change,
    async onSuccess(result) {
      for (const key of touched) await queries.invalidateQueries({ queryKey: [key] })
      if (done) done(result)
      else void message.success(t('saved'))
    },
  })
}
