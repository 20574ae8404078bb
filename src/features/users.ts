/** A user of the conversation. */
export interface NamedUser {
  readonly id: string
  /** When a chat event first named the user; infinite when only the conversation_end did. */
  readonly namedAt: number
}

/** Notes that an event up to the end names a user. Events come in order, so the first naming is the earliest. */
export function nameUser(users: NamedUser[], id: string, namedAt: number): void {
  for (const user of users) if (user.id === id) return
  users.push({ id, namedAt })
}

/** When a chat event first named the user; NaN for somebody who is no user of the conversation. */
export function namedAtOf(users: readonly NamedUser[], id: string): number {
  for (const user of users) if (user.id === id) return user.namedAt
  return Number.NaN
}
