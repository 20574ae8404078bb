import { describe, expect, test } from 'vitest'
import { bar, padded, table, widthOf } from '../../../src/app/demo/columns.ts'

describe('width', () => {
  test.each([
    { text: '', columns: 0 },
    { text: 'abc 1 %', columns: 7 },
    { text: '意图', columns: 4 },
    { text: '线上，a', columns: 7 },
    { text: '−±█▏', columns: 4 },
  ])('$text takes $columns', ({ text, columns }) => {
    expect(widthOf(text)).toBe(columns)
    expect(widthOf(padded(text, 10))).toBe(10)
  })

  test('a longer text stays whole', () => expect(padded('abcdef', 3)).toBe('abcdef'))
})

test('a table aligns by columns of the terminal, not by characters', () => {
  const lines = table([
    ['', '之前', 'x'],
    ['意图', '1 %', 'y'],
    ['a', '', 'z'],
  ])
  expect(new Set(lines.map((line) => widthOf(line.slice(0, -1)))).size).toBe(1)
})

test.each([
  { share: 0, expected: '' },
  { share: 1, expected: '████' },
  { share: 0.5, expected: '██' },
  { share: 0.28125, expected: '█▏' },
  { share: 7, expected: '████' },
  { share: -1, expected: '' },
])('a bar of $share', ({ share, expected }) => expect(bar(share, 4)).toBe(expected))
