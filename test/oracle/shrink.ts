/** Drops lines, in ever smaller pieces, as long as the rest still shows what was found. */
export const shrink = (lines: readonly string[], shows: (lines: readonly string[]) => boolean): readonly string[] => {
  let kept = lines
  for (let size = Math.ceil(lines.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let from = 0; from < kept.length; ) {
      const fewer = [...kept.slice(0, from), ...kept.slice(from + size)]
      if (fewer.length < kept.length && shows(fewer)) kept = fewer
      else from += size
    }
  }
  return kept
}
