import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { DEFAULT_DATA_DIR } from './data-sets.ts'
import type { EvidenceFigure, EvidenceSection } from './evidence/figure.ts'
import { parseFlags, refuserWith } from './flags.ts'

/**
 * What the service's own code reaches on real data that nobody here wrote: dissatisfied customers, the same question said
 * differently, a randomised experiment. Each figure beside what was measured before and what is wanted.
 */
const SECTIONS: Readonly<Record<string, () => Promise<{ readonly run: EvidenceSection }>>> = {
  satisfaction: () => import('./evidence/satisfaction.ts'),
  similarity: () => import('./evidence/similarity.ts'),
  hillstrom: () => import('./evidence/hillstrom.ts'),
}

const HELP = `npm run bench:evidence -- [options]
  --train DIR       folder of the data sets to learn from (beside the checkout)
  --test DIR        folder to score on, other parts of the same sets; without it the train folder is cut, by dialogue
  --only SECTIONS   some of ${Object.keys(SECTIONS).join(',')}
  --json            one JSON object per figure

Example: npm run bench:evidence -- --only similarity --json
Exit codes: 0 measured (whether or not an aim is reached), 2 wrong use.`

const flags = parseFlags(HELP, {
  train: { type: 'string' },
  test: { type: 'string' },
  only: { type: 'string' },
})
const refuse: (why: string) => never = refuserWith(HELP)
const train = resolve(flags.train ?? DEFAULT_DATA_DIR)
const test = resolve(flags.test ?? train)
for (const [name, folder] of Object.entries({ train, test }))
  if (!existsSync(folder)) refuse(`--${name}: there is no folder ${folder}.`)
const names = flags.only?.split(',') ?? Object.keys(SECTIONS)
const unknown = names.find((name) => !(name in SECTIONS))
if (unknown !== undefined) refuse(`--only ${unknown}: known are ${Object.keys(SECTIONS).join(', ')}.`)

const figures: EvidenceFigure[] = []
for (const name of names) {
  const started = performance.now()
  const { run } = await SECTIONS[name]!()
  const own = await run({ train, test })
  figures.push(...own)
  for (const figure of own) process.stdout.write(`${flags.json ? JSON.stringify(figure) : lineOf(figure)}\n`)
  process.stderr.write(`(${name}: ${((performance.now() - started) / 1000).toFixed(0)} s)\n`)
}
const wanted = figures.filter(({ aim }) => aim !== null)
const missed = wanted.filter(({ value, aim }) => value < aim!)
if (!flags.json) {
  process.stdout.write(`\n${wanted.length - missed.length} of ${wanted.length} aims reached.\n`)
  for (const { name, figure, value, aim } of missed)
    process.stdout.write(`Not reached: ${name}, ${figure} ${shown(value)} (aim ${shown(aim!)})\n`)
}

function lineOf({ name, figure, value, low, high, baseline, aim, note }: EvidenceFigure): string {
  const beside = [baseline === null ? '' : `before ${shown(baseline)}`, aim === null ? '' : `aim ${shown(aim)}`]
  const ends = beside.filter((part) => part !== '').join(', ')
  const told = note === undefined ? '' : `\n    ${note}`
  return `${name}: ${figure} ${shown(value)} (${shown(low)} to ${shown(high)})${ends && `; ${ends}`}${told}`
}

function shown(value: number): string {
  return value.toFixed(Math.abs(value) < 0.1 ? 4 : 3)
}
