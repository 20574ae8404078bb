import { parseArgs } from 'node:util'
import { RECOGNISERS } from '../src/privacy/recognisers.ts'
import { wilson } from '../src/stats/interval.ts'
import { maskingFigures } from './masking/figures.ts'
import { maskingLines } from './masking/lines.ts'

// Recall and false hits of each recogniser on generated lines of a sales chat; `--show` prints what went wrong, `--lines` all.
const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '2000' },
    seed: { type: 'string', default: '1' },
    show: { type: 'boolean', default: false },
    lines: { type: 'boolean', default: false },
  },
})
const lines = maskingLines(Number(values.count), values.seed)
if (values.lines) for (const { aim, text } of lines) console.log(`${aim ?? '-'}\t${text}`)
const started = process.cpuUsage()
const { figures, misses } = maskingFigures(lines, RECOGNISERS)
const cpu = process.cpuUsage(started)
if (values.show) for (const { why, by, text } of misses) console.log(`${why}\t${by}\t${text}`)

const percent = (share: number): string => `${(100 * share).toFixed(1)}`
const rows = figures.map(({ name, planted, found, falseHits, cleanLines }) => {
  const recall = wilson(found, planted)
  const falses = wilson(falseHits, cleanLines)
  return {
    recogniser: name,
    planted,
    'recall %': percent(found / planted),
    'recall 95 %': `${percent(recall.low)} to ${percent(recall.high)}`,
    'false hits': falseHits,
    'per 100 clean lines 95 %': `${percent(falses.low)} to ${percent(falses.high)}`,
  }
})
console.table(rows)
const sum = (of: 'planted' | 'found' | 'falseHits'): number => figures.reduce((total, each) => total + each[of], 0)
console.log(
  JSON.stringify({
    lines: lines.length,
    seed: values.seed,
    recall: sum('found') / sum('planted'),
    false_hits: sum('falseHits'),
    clean_lines: figures[0]?.cleanLines,
    cpu_us_per_line: Math.round((cpu.user + cpu.system) / lines.length),
  }),
)
