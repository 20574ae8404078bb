/** What an entry is about. */
export const AREAS = [
  'logins',
  'users',
  'keys',
  'labels',
  'taxonomy',
  'rules',
  'training',
  'evaluation',
  'releases',
  'monitoring',
  'exports',
  'erasures',
  'settings',
  'other',
] as const
export type Area = (typeof AREAS)[number]

/** Ids, numbers, yes and no; never a text of a customer or an annotator. */
export type AuditDetails = Readonly<Record<string, string | number | boolean | null | readonly string[]>>

export interface AuditEntry {
  readonly who: string
  /** A person, a key, somebody unknown, a command beside the service, or the service itself. */
  readonly kind: 'user' | 'key' | 'anonymous' | 'command' | 'service'
  readonly area: Area
  /** What was done: `login`, `login refused`, or a request such as `POST /v1/keys`. */
  readonly what: string
  /** On what: an id; null = on nothing that has one. */
  readonly target: string | null
  readonly details: AuditDetails
}

export interface AuditLine extends AuditEntry {
  readonly seq: number
  readonly at: number
  /** SHA-256 over this line and the hash before it, hex. */
  readonly hash: string
}

export interface AuditFilter {
  readonly who: string | null
  readonly area: Area | null
  readonly what: string | null
  readonly target: string | null
  readonly from: number | null
  readonly until: number | null
  /** Lines before this number. */
  readonly before: number | null
}

export interface AuditLog {
  /** Adds a line; returns its number. */
  record(entry: AuditEntry): Promise<number>
  /** Newest first. */
  list(filter: AuditFilter, limit: number): Promise<AuditLine[]>
  /** Walks the chain. `brokenAt`: the first line that is not as it was written; null = all are. */
  check(): Promise<{ lines: number; brokenAt: number | null; hash: string | null }>
}
