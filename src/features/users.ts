/** A user of the conversation. */
export interface NamedUser {
  /** Number of the user's id among the conversation's texts. */
  readonly text: number
  /** When a chat event first named the user; infinite when only the conversation_end did. */
  readonly namedAt: number
}

/** Notes that an event up to the end names a user. Events come in order, so the first naming is the earliest. */
export function nameUser(users: NamedUser[], text: number, namedAt: number): void {
  if (namedAtOf(users, text) !== NOBODY) return
  users.push({ text, namedAt })
}

/** Somebody who is no user of the conversation. */
export const NOBODY = -1

/** When a chat event first named the user; NOBODY for somebody who is no user of the conversation. */
export function namedAtOf(users: readonly NamedUser[], text: number): number {
  for (let i = 0; i < users.length; i++) if (users[i]!.text === text) return users[i]!.namedAt
  return NOBODY
}
