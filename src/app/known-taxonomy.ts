import { emptyTaxonomy, type Taxonomy } from '../labels/taxonomy.ts'
import type { TaxonomyStore } from '../labels/taxonomy-store.ts'

/** The taxonomy as this process knows it, for answers that cannot wait for the database: read at the start, and after every change. */
export class KnownTaxonomy {
  #current: Taxonomy = emptyTaxonomy
  #stop: (() => Promise<void>) | null = null
  readonly #read: () => Promise<Taxonomy>
  readonly #store: Pick<TaxonomyStore, 'follow'>
  readonly #onError: (error: unknown) => void

  constructor(read: () => Promise<Taxonomy>, store: Pick<TaxonomyStore, 'follow'>, onError: (error: unknown) => void) {
    this.#read = read
    this.#store = store
    this.#onError = onError
  }

  get current(): Taxonomy {
    return this.#current
  }

  async start(): Promise<void> {
    this.#stop = await this.#store.follow(() => void this.#look().catch(this.#onError))
    await this.#look()
  }

  async stop(): Promise<void> {
    await this.#stop?.()
  }

  async #look(): Promise<void> {
    const read = await this.#read()
    if (read.version >= this.#current.version) this.#current = read
  }
}
