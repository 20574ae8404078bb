import { describe, expect, test } from 'vitest'
import { readingOf } from '../../../web/pages/quality/agreement/reading.ts'
import { heatOf, matrixOf } from '../../../web/pages/quality/confusion/matrix.ts'
import { beginning, changeOf, emptyLabel } from '../../../web/pages/quality/taxonomy/change-draft.ts'

describe('what an agreement figure says', () => {
  test.each([
    [{ value: null, low: -1, high: 1, units: 500 }, 'none'],
    [{ value: 0.95, low: 0.9, high: 1, units: 29 }, 'few'],
    [{ value: 0.9, low: 0.8, high: 0.95, units: 30 }, 'good'],
    [{ value: 0.9, low: 0.7, high: 0.95, units: 300 }, 'tentative'],
    [{ value: 0.7, low: 0.6, high: 0.8, units: 300 }, 'unclear'],
    [{ value: 0.4, low: 0.3, high: 0.66, units: 300 }, 'poor'],
  ] as const)('%o is %s', (figure, reading) => {
    expect(readingOf(figure)).toBe(reading)
  })
})

describe('a confusion as a table', () => {
  const cells = [
    { label: 'a', other: 'a', pairs: 90 },
    { label: 'a', other: 'b', pairs: 4 },
    { label: 'b', other: 'c', pairs: 8 },
  ]

  test('has a cell for every pair, in the order of the labels', () => {
    const matrix = matrixOf(['a', 'b', 'c'], cells, 10)
    expect(matrix.rows.map((row) => row.cells.map(({ pairs }) => pairs))).toEqual([
      [90, 4, 0],
      [0, 0, 8],
      [0, 0, 0],
    ])
    expect(matrix.worst).toBe(8)
  })

  test('leaves out rows and columns beyond the most', () => {
    const matrix = matrixOf(['a', 'b', 'c'], cells, 2)
    expect(matrix.rows.map(({ cells: own }) => own.length)).toEqual([2, 2])
    expect(matrix.worst).toBe(4)
  })

  test('mistakes are coloured by the worst mistake, agreement stays faint', () => {
    expect(heatOf(cells[0]!, 8)).toBe(12)
    expect(heatOf(cells[1]!, 8)).toBeLessThan(heatOf(cells[2]!, 8))
    expect(heatOf({ label: 'a', other: 'b', pairs: 0 }, 8)).toBe(0)
  })
})

describe('a change of the taxonomy', () => {
  const label = { id: 'delivery', name_en: 'delivery', name_zh: null }
  const named = { ...emptyLabel, id: ' shipping ' }

  test('is nothing while something is missing', () => {
    expect(changeOf(beginning('add', null))).toBeNull()
    expect(changeOf(beginning('rename', label))).toBeNull()
    expect(changeOf(beginning('split', label))).toBeNull()
    expect(changeOf({ kind: 'merge', from: ['delivery'], into: [named] })).toBeNull()
    expect(changeOf({ kind: 'split', from: ['delivery'], into: [named, named] })).toBeNull()
  })

  test('is what the service takes', () => {
    expect(changeOf(beginning('retire', label))).toEqual({ kind: 'retire', from: 'delivery' })
    expect(changeOf({ kind: 'rename', from: ['delivery'], into: [named] })).toEqual({
      ...{ kind: 'rename', from: 'delivery', label: { id: 'shipping' } },
    })
    expect(changeOf(beginning('describe', label))).toEqual({
      ...{ kind: 'describe', label: { id: 'delivery', name_en: 'delivery' } },
    })
    const parts = [named, { ...emptyLabel, id: 'cost', pattern: 'how much', nameZh: '运费' }]
    expect(changeOf({ kind: 'split', from: ['delivery'], into: parts })).toEqual({
      kind: 'split',
      from: 'delivery',
      into: [
        { id: 'shipping', pattern: null },
        { id: 'cost', name_zh: '运费', pattern: 'how much' },
      ],
    })
  })
})
