import { join } from 'node:path'
import { type ArmSums, sumsOf } from '../../src/experiments/arm-sums.ts'
import { contrast } from '../../src/experiments/contrast.ts'
import { adjusted } from '../../src/experiments/pre-exposure.ts'
import { type Moments, ratioMoments } from '../../src/stats/moments.ts'
import { normalQuantile } from '../../src/stats/normal.ts'
import { readCsv, readGzip } from '../data-files.ts'
import type { EvidenceDirs, EvidenceFigure } from './figure.ts'

/**
 * A real experiment: three arms drawn at random, and what people bought in the two weeks after. Nothing is fitted, so only the
 * test folder is read. Each person is one unit; the past of a person is what he spent in the year before.
 */
export async function run({ test }: EvidenceDirs): Promise<EvidenceFigure[]> {
  const [header, ...rows] = readCsv(readGzip(join(test, 'hillstrom.csv.gz')))
  const column = (name: string) => header!.indexOf(name)
  const [segment, history] = [column('segment'), column('history')]
  const armOf = (name: string, figure: string): ArmSums =>
    sumsOf(
      rows
        .filter((row) => row[segment] === name)
        .map((row) => ({ sum: Number(row[column(figure)]), size: 1, past: Number(row[history]) })),
    )
  return COMPARISONS.flatMap(({ arm, figure, baseline }) => {
    const [none, mails] = [armOf('No E-Mail', figure), armOf(arm, figure)]
    return figuresOf(`Hillstrom, ${arm} against none`, figure, none, mails, baseline)
  })
}

const COMPARISONS = [
  { arm: 'Mens E-Mail', figure: 'conversion', baseline: 3.5 },
  { arm: 'Womens E-Mail', figure: 'conversion', baseline: null },
  { arm: 'Mens E-Mail', figure: 'spend', baseline: null },
] as const

/** z of one look, with and without the past, and the bounds that hold at every look. */
function figuresOf(
  arms: string,
  figure: string,
  none: ArmSums,
  mails: ArmSums,
  baseline: number | null,
): EvidenceFigure[] {
  const name = `${arms}, ${figure}`
  const plain = { live: ratioMoments(none.totals), canary: ratioMoments(mails.totals) }
  // Bounds of a rate are exact; money has no such bounds and takes the plain moments.
  const helped = figure === 'spend' ? { ...plain, reduction: null } : adjusted(none, mails)
  const users = none.totals.clusters + mails.totals.clusters
  const sequence = contrast(helped.live, helped.canary, 1, { alpha: 0.05, sides: 2, tunedFor: users })
  const found = sequence.low > 0 ? 'found' : 'not found'
  return [
    { name, figure: 'z, one look', ...zOf(plain.live, plain.canary), baseline, aim: null, note: `${users} people` },
    {
      name,
      figure: 'difference, all looks',
      value: sequence.estimate,
      low: sequence.low,
      high: sequence.high,
      baseline: null,
      aim: null,
      note: found,
    },
  ]
}

function zOf(live: Moments, canary: Moments): Pick<EvidenceFigure, 'value' | 'low' | 'high'> {
  const value = (canary.mean - live.mean) / Math.sqrt(canary.variance / canary.n + live.variance / live.n)
  const reach = normalQuantile(0.975)
  return { value, low: value - reach, high: value + reach }
}
