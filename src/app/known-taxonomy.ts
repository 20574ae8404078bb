import { emptyTaxonomy, type Taxonomy } from '../labels/taxonomy.ts'

const LOOK_MS = 1000

/**
 * The taxonomy as this process knows it, for answers that cannot wait for the database: read at the start, and once a
 * second. (A notification would hold a connection for what changes once a week.)
 */
export class KnownTaxonomy {
  #current: Taxonomy = emptyTaxonomy
  #timer: NodeJS.Timeout | null = null
  #looking: Promise<void> | null = null
  readonly #read: () => Promise<Taxonomy>

  constructor(read: () => Promise<Taxonomy>) {
    this.#read = read
  }

  get current(): Taxonomy {
    return this.#current
  }

  async start(): Promise<void> {
    this.#current = await this.#read()
    this.#timer = setInterval(() => this.#look(), LOOK_MS)
  }

  async stop(): Promise<void> {
    if (this.#timer) clearInterval(this.#timer)
    await this.#looking
  }

  /** While the database is away, the last one stays. */
  #look(): void {
    this.#looking ??= this.#read()
      .then(
        (read) => {
          if (read.version > this.#current.version) this.#current = read
        },
        () => {},
      )
      .finally(() => (this.#looking = null))
  }
}
