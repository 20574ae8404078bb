import { studentTTail } from './beta.ts'
import { normalCdf, normalQuantile } from './normal.ts'

/** Beyond this a tail of Student's t cannot be told from 0 any more. */
const LEAST_TAIL = 1e-300

/**
 * Evidence that an effect is above 0, as an e-value: if it is not, the value is at least x with probability at most 1/x, at
 * whatever moment one looks. It bets on effects of the size `scale`: the likelihood ratio of an effect above 0, spread like
 * half a normal distribution, to an effect of exactly 0.
 *
 * With s = scale^2 / variance and z the standardised effect: 2 / sqrt(1 + s) exp(z^2 s / (2 (1 + s))) Phi(z sqrt(s / (1 + s))).
 * Few degrees of freedom: z is the normal deviate of the same tail as Student's t. It holds in the limit of many units.
 *
 * @param effect estimate of the effect
 * @param variance of that estimate
 * @param scale typical effect that one looks for, in the unit of the effect
 * @param degrees of freedom of the variance; left out = it is known
 * Sources: H. Robbins, Annals of Mathematical Statistics 41 (1970), 1397-1409 (mixtures); A. Ramdas, P. Gruenwald, V. Vovk,
 * G. Shafer, Statistical Science 38 (2023), 576-601 (e-values).
 * @example evidenceAbove(0.2, 0.0025, 0.1) // z = 4: 538.2
 */
export function evidenceAbove(effect: number, variance: number, scale: number, degrees?: number): number {
  if (!(variance > 0) || !Number.isFinite(effect)) return 1
  const t = effect / Math.sqrt(variance)
  const z = degrees === undefined ? t : normalDeviate(t, degrees)
  const s = scale ** 2 / variance
  const shrunk = z * Math.sqrt(s / (1 + s))
  return (2 / Math.sqrt(1 + s)) * Math.exp(shrunk ** 2 / 2) * normalCdf(shrunk)
}

function normalDeviate(t: number, degrees: number): number {
  const tail = Math.max(LEAST_TAIL, studentTTail(Math.abs(t), degrees))
  return t >= 0 ? -normalQuantile(tail) : normalQuantile(tail)
}
