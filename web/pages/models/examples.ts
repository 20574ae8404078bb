export interface ExamplesFound {
  readonly examples: { label: string; text: string }[]
  /** Numbers of lines (from 1) that are not `label, tab, text`. */
  readonly bad: number[]
}

/** Labelled examples out of pasted lines: a label, a tab (as from a spreadsheet), the text. Empty lines are passed over. */
export function examplesIn(lines: string): ExamplesFound {
  const found: ExamplesFound = { examples: [], bad: [] }
  for (const [i, line] of lines.split('\n').entries()) {
    if (line.trim() === '') continue
    const tab = line.indexOf('\t')
    const label = line.slice(0, Math.max(0, tab)).trim()
    const text = line.slice(tab + 1).trim()
    if (tab < 0 || label === '' || text === '') found.bad.push(i + 1)
    else found.examples.push({ label, text })
  }
  return found
}
