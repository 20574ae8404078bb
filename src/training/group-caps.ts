/**
 * Weights so scaled that no group holds more than `share` of the whole that results. Groups above are cut to one and the
 * same limit, those below stay as they are.
 *
 * @param groups group of each weight; null = counted, never cut
 * @param share in (0, 1); with fewer groups than 1 / share that cannot be: then nothing is cut
 * @param least groups of less weight than this are never cut: few examples are no flood
 * @returns factors in (0, 1], in the order given
 */
export function groupFactors(
  weights: readonly number[],
  groups: readonly (string | null)[],
  share: number,
  least = 0,
): number[] {
  const byGroup = new Map<string, number>()
  let free = 0
  weights.forEach((weight, i) => {
    const group = groups[i]
    if (group == null) free += weight
    else byGroup.set(group, (byGroup.get(group) ?? 0) + weight)
  })
  const limit = limitOf([...byGroup.values()], free, share)
  const cut = limit === null ? null : Math.max(limit, least)
  return weights.map((_, i) => {
    const group = groups[i]
    const weight = group == null ? 0 : byGroup.get(group)!
    return cut === null || weight <= cut ? 1 : cut / weight
  })
}

/** The limit L with L = share * (free + sum of min(weight, L)); null = nothing is above, or no such limit exists. */
function limitOf(weights: readonly number[], free: number, share: number): number | null {
  const falling = weights.toSorted((a, b) => b - a)
  let rest = free + weights.reduce((sum, weight) => sum + weight, 0)
  if (falling.length === 0 || falling[0]! <= share * rest) return null
  for (let cut = 1; cut <= falling.length && cut * share < 1; cut++) {
    rest -= falling[cut - 1]!
    const limit = (share * rest) / (1 - cut * share)
    if (limit >= (falling[cut] ?? 0)) return limit > 0 ? limit : null
  }
  return null
}
