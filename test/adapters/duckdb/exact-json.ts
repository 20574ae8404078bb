/**
 * JSON that reads back to the same value: like `JSON.stringify`, but a number too large for a double (1e400 reads as
 * Infinity) stays one. Deep nesting costs stack only where there is such a number.
 */
export function exactJson(value: unknown): string {
  return holdsInfinity(value) ? write(value) : JSON.stringify(value)
}

function holdsInfinity(value: unknown): boolean {
  const pending = [value]
  for (let next = pending.pop(); pending.length > 0 || next !== undefined; next = pending.pop()) {
    if (next === Infinity || next === -Infinity) return true
    if (typeof next === 'object' && next !== null) for (const item of Object.values(next)) pending.push(item)
  }
  return false
}

function write(value: unknown): string {
  if (value === Infinity) return '1e999'
  if (value === -Infinity) return '-1e999'
  if (Array.isArray(value)) return `[${value.map(write).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  return `{${Object.entries(value)
    .map(([key, item]) => `${JSON.stringify(key)}:${write(item)}`)
    .join(',')}}`
}
