/** How rare each gram is: log of texts over texts that have it. Grams share buckets by their hash. */
export interface GramRarity {
  /** 0 = in no text; else 1 + level, see `rarityOf`. */
  readonly levels: Uint8Array
  /** Of a gram that no text had. */
  readonly largest: number
}

const RARITY_BUCKETS = 1 << 16
const LEVELS = 254

/** @param texts distinct grams of each text, by kind */
export function fitRarity(texts: readonly { readonly grams: readonly Uint32Array[] }[]): GramRarity {
  const counts = new Float64Array(RARITY_BUCKETS)
  for (const { grams } of texts) for (const kind of grams) for (const gram of kind) counts[gram >>> 16]!++
  const largest = Math.log(texts.length + 2)
  const levels = Uint8Array.from(counts, (count) => {
    if (count === 0) return 0
    const rarity = Math.log((texts.length + 2) / (count + 0.5))
    return 1 + Math.round((LEVELS * Math.max(rarity, 0)) / largest)
  })
  return { levels, largest }
}

export function rarityOf({ levels, largest }: GramRarity, gram: number): number {
  const level = levels[gram >>> 16]!
  return level === 0 ? largest : (largest * (level - 1)) / LEVELS
}
