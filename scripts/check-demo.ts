// Reads the figures that `salesloop demo --json` printed and says whether the loop really closed.
// Usage: node scripts/check-demo.ts FILE. Ends with "N passed, M failed", and code 1 when something failed.
import { readFileSync } from 'node:fs'
import type { DemoFigures } from '../src/app/demo/demo-figures.ts'

const file = process.argv[2]
if (file === undefined) {
  console.error('usage: node scripts/check-demo.ts FILE')
  process.exit(2)
}
const figures = JSON.parse(readFileSync(file, 'utf8')) as DemoFigures
const intent = figures.models.find((model) => model.task === 'intent')
const points = (share: number | undefined) => (share === undefined ? 'none' : `${(100 * share).toFixed(1)} points`)

const checks: readonly (readonly [what: string, holds: boolean, seen: string])[] = [
  ['took less than 5 minutes', figures.time.total < 300, `${figures.time.total.toFixed(0)} s`],
  ['the intent model got better, with an interval that excludes zero', intent?.better === true, `from ${points(intent?.difference.low)} to ${points(intent?.difference.high)}`],
  ['a candidate passed the gate and went live by canary', figures.rounds.some((round) => round.live_at !== null), `${figures.rounds.length} rounds`],
  ['every event arrived', figures.events.dropped === 0, `${figures.events.dropped} dropped`],
  ['every prediction was answered', figures.events.unanswered === 0, `${figures.events.unanswered} unanswered`],
  ['every conversation is known to the service', figures.flags.conversations === figures.world.conversations, `${figures.flags.conversations} of ${figures.world.conversations}`],
  ['every window has closed', figures.flags.undecided === 0, `${figures.flags.undecided} undecided`],
]

for (const [what, holds, seen] of checks) console.log(`${holds ? 'ok    ' : 'FAILED'}  ${what} (${seen})`)
const failed = checks.filter(([, holds]) => !holds).length
console.log(`${checks.length - failed} passed, ${failed} failed`)
if (failed > 0) process.exitCode = 1
