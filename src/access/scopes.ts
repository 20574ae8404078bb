/** What a key may do. `admin` may do everything. */
export const SCOPES = ['ingest', 'read', 'annotate', 'train', 'admin'] as const
export type Scope = (typeof SCOPES)[number]

export const isScope = (text: string): text is Scope => (SCOPES as readonly string[]).includes(text)

/** Do these scopes contain the wanted one? */
export const allows = (scopes: readonly Scope[], wanted: Scope): boolean =>
  scopes.includes('admin') || scopes.includes(wanted)
