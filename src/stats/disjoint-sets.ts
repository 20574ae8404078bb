/**
 * Which items hang together, directly or through others.
 *
 * Source: B. A. Galler, M. J. Fischer, An Improved Equivalence Algorithm, CACM 7 (1964).
 * @example sets.join('a', 'b'); sets.join('b', 'c'); sets.root('a') === sets.root('c') // true
 */
export class DisjointSets<Item> {
  readonly #parents = new Map<Item, Item>()

  /** The item that stands for all that hang together with this one; itself when it was never joined. */
  root(item: Item): Item {
    let root = item
    for (let above = this.#parents.get(root); above !== undefined; above = this.#parents.get(root)) root = above
    for (let at = item; at !== root; ) {
      const above = this.#parents.get(at)!
      this.#parents.set(at, root)
      at = above
    }
    return root
  }

  /** From now on both hang together; the second one's root stands for them. */
  join(item: Item, other: Item): void {
    const [from, to] = [this.root(item), this.root(other)]
    if (from !== to) this.#parents.set(from, to)
  }
}
