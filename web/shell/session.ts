import { useQuery } from '@tanstack/react-query'
import { ApiError } from '../api/api-error.ts'
import { csrfHeader, rememberCsrf } from '../api/client.ts'
import { SESSION_KEY } from '../api/queries.ts'

export type Role = 'annotator' | 'analyst' | 'engineer' | 'admin'
export type Scope = 'ingest' | 'read' | 'annotate' | 'train' | 'admin'

/** Who is at the console, and what they may do. */
export interface Session {
  readonly name: string
  readonly kind: 'user' | 'key' | 'anonymous'
  readonly role: Role | null
  readonly scopes: readonly Scope[]
  readonly csrf: string | null
}

/** Asks who we are; null = nobody yet (log in). */
async function readSession(): Promise<Session | null> {
  const response = await fetch('/v1/me', { headers: { accept: 'application/json' } }).catch((error: unknown) => {
    throw ApiError.unreachable(error)
  })
  if (response.status === 401) return null
  if (!response.ok) throw await ApiError.of(response)
  const session = (await response.json()) as Session
  rememberCsrf(session.csrf)
  return session
}

export const useSessionQuery = () => useQuery({ queryKey: SESSION_KEY, queryFn: readSession, staleTime: 60_000 })

/** The session of a page behind the login. */
export function useSession(): Session {
  const { data } = useSessionQuery()
  if (!data) throw new Error('a page without a session')
  return data
}

/** Does this session hold the scope? */
export const may = ({ scopes }: Pick<Session, 'scopes'>, scope: Scope): boolean =>
  scopes.includes('admin') || scopes.includes(scope)

/** Ends the session at the service. */
export async function logOut(): Promise<void> {
  await fetch('/v1/session', { method: 'DELETE', headers: csrfHeader() })
  rememberCsrf(null)
}
