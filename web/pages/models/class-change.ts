/** A share with its 95 % interval; null = nothing to share. */
interface Rate {
  readonly estimate: number | null
  readonly low: number
  readonly high: number
  readonly items: number
}

interface Labels {
  readonly labels: readonly { readonly label: string; readonly recall: Rate; readonly precision: Rate }[]
}

/** One label before and after. */
export interface ClassRow {
  readonly label: string
  readonly items: number
  readonly recallBefore: Rate | null
  readonly recallAfter: Rate | null
  readonly precisionBefore: Rate | null
  readonly precisionAfter: Rate | null
  /** Recall after minus before; null = one of the two is unknown. */
  readonly change: number | null
}

/** Every label that either side knows; what lost most comes first, what is unknown last. */
export function classRows({ before, after }: { readonly before: Labels | null; readonly after: Labels }): ClassRow[] {
  const was = new Map(before?.labels.map((each) => [each.label, each]))
  const is = new Map(after.labels.map((each) => [each.label, each]))
  const rows = [...new Set([...is.keys(), ...was.keys()])].map((label): ClassRow => {
    const [old, now] = [was.get(label), is.get(label)]
    const [from, to] = [old?.recall.estimate ?? null, now?.recall.estimate ?? null]
    return {
      label,
      items: now?.recall.items ?? old?.recall.items ?? 0,
      recallBefore: old?.recall ?? null,
      recallAfter: now?.recall ?? null,
      precisionBefore: old?.precision ?? null,
      precisionAfter: now?.precision ?? null,
      change: from === null || to === null ? null : to - from,
    }
  })
  return rows.sort((a, b) => (a.change ?? 2) - (b.change ?? 2) || b.items - a.items)
}
