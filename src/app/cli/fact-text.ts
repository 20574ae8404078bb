/** Digits that people read of a share or a sum: 0.1 + 0.05 is 0.15 to them. */
const DIGITS = 6

/** A fact for people: instants in UTC, numbers without the noise of binary fractions. */
export function factText(name: string, value: string | number | boolean | null): string {
  if (typeof value !== 'number') return `${name} ${value}`
  if (name === 't' || name === 'at' || name.endsWith('_at')) return `${name} ${new Date(value).toISOString()}`
  return `${name} ${Number.isInteger(value) ? value : Number(value.toPrecision(DIGITS))}`
}
