import { hash } from 'node:crypto'

export type TombstoneKind = 'user' | 'conversation'

/** Who was erased, as keyed hashes. */
export interface TombstoneList {
  readonly secret: string
  readonly hashes: readonly { readonly kind: TombstoneKind; readonly hash: string }[]
}

/** Keeps the list current in this process. */
export interface TombstoneStore {
  load(): Promise<TombstoneList | null>
  /** Calls back after each change. Returns how to stop. */
  follow(onChange: () => void): Promise<() => Promise<void>>
}

/** Hash of an id under the secret of this database: SHA-256, hexadecimal. */
export const tombstoneHash = (secret: string, kind: TombstoneKind, id: string): string =>
  hash('sha256', `${secret}:${kind}:${id}`, 'hex')

/** Says who stays out. Costs nothing while nobody was erased. */
export class Tombstones {
  #secret = ''
  #hashes: ReadonlySet<string> = new Set()

  replace(list: TombstoneList | null): void {
    this.#secret = list?.secret ?? ''
    this.#hashes = new Set(list?.hashes.map((each) => each.hash))
  }

  has(kind: TombstoneKind, id: string | null): boolean {
    return id !== null && this.#hashes.size > 0 && this.#hashes.has(tombstoneHash(this.#secret, kind, id))
  }

  /** Does an event of this user in this conversation stay out? */
  refuses({
    userId,
    conversationId,
  }: {
    readonly userId: string | null
    readonly conversationId: string | null
  }): boolean {
    return this.has('user', userId) || this.has('conversation', conversationId)
  }
}
