/** Columns that a text takes in a terminal: Chinese characters and full-width marks take two. */
export function widthOf(text: string): number {
  let width = 0
  for (const character of text)
    width +=
      /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/.test(
        character,
      )
        ? 2
        : 1
  return width
}

/** The text, filled up with blanks to so many columns; a longer one stays whole. */
export const padded = (text: string, columns: number): string => text + ' '.repeat(Math.max(0, columns - widthOf(text)))

/** Cells as aligned lines, two blanks between columns and two before the first. */
export function table(rows: readonly (readonly string[])[]): string[] {
  const widthOfColumn = (i: number) => Math.max(...rows.map((row) => widthOf(row[i] ?? '')))
  return rows.map((row) => `  ${row.map((cell, i) => padded(cell, widthOfColumn(i))).join('  ')}`.trimEnd())
}

/** A bar of up to `columns` blocks, in eighths of a block. */
export function bar(share: number, columns: number): string {
  const eighths = Math.round(Math.min(1, Math.max(0, share)) * columns * 8)
  const rest = eighths % 8
  return '█'.repeat(Math.floor(eighths / 8)) + (rest === 0 ? '' : '▏▎▍▌▋▊▉'[rest - 1])
}
