import type { Format } from './format.ts'

/** In what a figure of an experiment is told. */
export type FigureUnit = 'share' | 'money' | 'stars'

/** A difference in the figure's own unit, with its sign: points, money, stars. */
export function differenceOf(value: number, unit: FigureUnit, currency: string | null, format: Format): string {
  if (unit === 'share') return format.points(value)
  const size = unit === 'money' ? moneyOf(Math.abs(value), currency, format) : format.number(Math.abs(value), 2)
  return `${value < 0 ? '-' : value > 0 ? '+' : ''}${size}`
}

/** A value of an arm in the figure's own unit. */
export function levelOf(value: number, unit: FigureUnit, currency: string | null, format: Format): string {
  if (unit === 'share') return format.percent(value)
  return unit === 'money' ? moneyOf(value, currency, format) : format.number(value, 2)
}

/** A shop may name what is no currency of the world's list: then it stands beside the number. */
function moneyOf(value: number, currency: string | null, format: Format): string {
  if (currency === null) return format.number(value, 2)
  return /^[A-Z]{3}$/.test(currency) ? format.money(value, currency) : `${format.number(value, 2)} ${currency}`
}
