import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useLocation, useNavigate } from 'react-router'
import { rememberCsrf } from '../../api/client.ts'
import { SESSION_KEY } from '../../api/queries.ts'
import { may, type Session } from '../../shell/session.ts'

/** Where somebody was going when the login came between; else the first page that their role opens. */
export function useDestination(): (session: Session) => string {
  const { state } = useLocation()
  const { from } = (state ?? {}) as { from?: string }
  return (session) => (from !== undefined && from !== '/' ? from : may(session, 'read') ? '/' : '/annotate')
}

/** Comes in by `ask`, and goes on to where the person was going. */
export function useEntry<Given>(ask: (given: Given) => Promise<Session>) {
  const queries = useQueryClient()
  const navigate = useNavigate()
  const destination = useDestination()
  return useMutation({
    mutationFn: ask,
    onSuccess(session) {
      queries.clear() // what another person's session read
      rememberCsrf(session.csrf)
      queries.setQueryData(SESSION_KEY, session)
      void navigate(destination(session), { replace: true })
    },
  })
}
