import type { Scope } from './scopes.ts'

/** What a person is here. In order: each later one reaches at least as far as the loop needs it. */
export const ROLES = ['annotator', 'analyst', 'engineer', 'admin'] as const
export type Role = (typeof ROLES)[number]

export const isRole = (text: string): text is Role => (ROLES as readonly string[]).includes(text)

/** What each role may do, in the scopes that keys have too. */
export const SCOPES_OF: Readonly<Record<Role, readonly Scope[]>> = {
  annotator: ['annotate'],
  analyst: ['read'],
  engineer: ['ingest', 'read', 'annotate', 'train'],
  admin: ['admin'],
}
