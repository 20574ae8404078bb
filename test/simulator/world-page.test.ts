import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { defaultWorld } from '../../src/simulator/world.ts'

const page = readFileSync(resolve(import.meta.dirname, '../../docs/world.md'), 'utf8')

/** Leaf parameters; groups of weights count as one. */
function* parameters(value: unknown, path: string): Generator<[string, unknown]> {
  const whole = [
    'traffic.channels',
    'customers.goals',
    'customers.afterMisunderstanding',
    'customers.endings',
    'customers.extremes',
    'objections.kinds',
    'purchases.shopDelay',
  ]
  if (typeof value !== 'object' || value === null || Array.isArray(value) || whole.includes(path)) yield [path, value]
  else for (const [key, inner] of Object.entries(value)) yield* parameters(inner, path === '' ? key : `${path}.${key}`)
}

test.each([...parameters(defaultWorld, '')])('docs/world.md tells of %s and its default', (path, value) => {
  const name = path.slice(path.indexOf('.') + 1)
  const line = page
    .split('\n')
    .find(
      (row) =>
        row.startsWith('|') &&
        (row.includes(`\`${path}\``) || (row.includes(`\`${path.split('.')[0]}.`) && row.includes(`\`${name}\``))),
    )
  expect(line, path).toBeDefined()
  const told =
    typeof value === 'object' && !Array.isArray(value)
      ? Object.entries(value as object).map(([key, one]) => `${key} ${one}`)
      : Array.isArray(value)
        ? []
        : [String(value)]
  for (const one of told) expect(line).toContain(one)
})
