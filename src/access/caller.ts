import { LoopError } from '../errors/loop-error.ts'
import type { Role } from './roles.ts'
import { allows, type Scope } from './scopes.ts'

/** What a route asks for: a scope, or only that somebody is known. */
export type Wanted = Scope | 'any'

/** Who asks. */
export interface Caller {
  /** user: a person with a session; key: a program; anonymous: everybody, with --no-auth. */
  readonly kind: 'user' | 'key' | 'anonymous'
  /** The person's login, or the key's name. */
  readonly name: string
  readonly role: Role | null
  readonly scopes: readonly Scope[]
  /** A person's alone. */
  readonly person: { readonly accountId: string; readonly sessionId: string; readonly csrf: string } | null
}

/** With --no-auth everybody is this one. */
export const ANYBODY: Caller = { kind: 'anonymous', name: 'anonymous', role: 'admin', scopes: ['admin'], person: null }

/** Throws LOOP_SCOPE_MISSING (403) when the caller may not. */
export function demand({ kind, name, role, scopes }: Omit<Caller, 'person'>, wanted: Wanted): void {
  if (wanted === 'any' || allows(scopes, wanted)) return
  throw new LoopError(
    'LOOP_SCOPE_MISSING',
    kind === 'key'
      ? `The key '${name}' has ${scopes.join(', ')}; this needs ${wanted}. Use another key.`
      : `You are ${name}, ${role}, with ${scopes.join(', ')}; this needs ${wanted}. Ask an admin for another role.`,
    { status: 403 },
  )
}
