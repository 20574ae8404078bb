import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'

const ROOT = resolve(import.meta.dirname, '../..')
const sources = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' }).filter((name) =>
  name.endsWith('.ts'),
)
const used = new Set(
  sources
    .flatMap((file) => readFileSync(join(ROOT, 'src', file), 'utf8').match(/'LOOP_[A-Z0-9_]+'/g) ?? [])
    .map((code) => code.slice(1, -1)),
)
const rows = [
  ...readFileSync(join(ROOT, 'docs/errors.md'), 'utf8').matchAll(/^\| `?(LOOP_[A-Z0-9_]+)`? \| (.+?) \| (.+?) \|$/gm),
]
const explained = rows.map((row) => row[1] ?? '')

test('every code in the source is explained', () => {
  expect([...used].filter((code) => code !== 'LOOP_X' && !explained.includes(code)).sort()).toEqual([])
})

test('no explanation without a code, none twice, in order', () => {
  expect(explained.filter((code) => !used.has(code))).toEqual([])
  expect(explained).toEqual([...new Set(explained)].sort())
})
