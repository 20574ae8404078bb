import fc from 'fast-check'
import { expect, test } from 'vitest'
import { csvLine } from '../../../src/app/http/csv.ts'

/** Reads one line of RFC 4180 back. */
export function cellsOf(line: string): string[] {
  const cells: string[] = []
  for (const [, quoted, plain] of `,${line.slice(0, -2)}`.matchAll(/,(?:"((?:[^"]|"")*)"|([^,"]*))/g))
    cells.push(quoted === undefined ? (plain ?? '') : quoted.replaceAll('""', '"'))
  return cells
}

test.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '\n=1', ' =1', '\u200b=1', '＝1', '\u0000=1', '\tx', '\rx'])(
  'a text that a spreadsheet would calculate becomes text: %j',
  (text) => {
    expect(cellsOf(csvLine([text, 'b']))).toEqual([`'${text}`, 'b'])
  },
)

test('numbers stay numbers, what is unknown is empty, ordinary text stays', () => {
  expect(csvLine([-1.5, 0, null, true, 'a=b', '价格-1'])).toBe('-1.5,0,,true,a=b,价格-1\r\n')
})

test('any cells come back, but for the apostrophe', () => {
  const cell = fc.string({ unit: fc.constantFrom('a', '"', ',', '\r', '\n', '=', '-', ' ', '价', '\t') })
  fc.assert(
    fc.property(fc.array(cell, { minLength: 1 }), (cells) => {
      const back = cellsOf(csvLine(cells))
      expect(back.map((text, i) => (text === `'${cells[i]}` ? cells[i] : text))).toEqual(cells)
      expect(back.filter((text) => /^\s*[=+\-@]/.test(text))).toEqual([])
    }),
  )
})
