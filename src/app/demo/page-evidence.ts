import { table } from './columns.ts'
import type { DemoFigures, Rate } from './demo-figures.ts'
import { range } from './page-numbers.ts'
import { fill, type PageWords } from './page-words.ts'

/** One line per rule, and one for what no rule flags. */
export function evidenceLines({ evidence }: DemoFigures, words: PageWords): string[] {
  const { columns, unflagged } = words.evidence
  const rows = evidence.rules.map((rule) => [
    nameOf(rule.reason, words),
    range(rule.precision, words),
    times(rule.lift, words),
    range(rule.recall, words),
  ])
  return table([columns, ...rows, [unflagged, range(evidence.unflagged, words), '', '']])
}

/** What the figures are beside, and what the service proposes. */
export function evidenceNote({ evidence }: DemoFigures, words: PageWords): string {
  const { note, propose, actions } = words.evidence
  const told = fill(note, { base: range(evidence.base, words) })
  if (evidence.proposals.length === 0) return told
  const list = evidence.proposals.map(({ action, name }) =>
    fill(actions[action] ?? action, { name: nameOf(name, words) }),
  )
  return `${told} ${fill(propose, { list: list.join('; ') })}`
}

const nameOf = (reason: string, words: PageWords): string => words.evidence.reasons[reason] ?? reason

function times({ estimate, low, high }: Rate, words: PageWords): string {
  if (estimate === null || low === null || high === null) return '-'
  return fill(words.evidence.times, { value: estimate.toFixed(1), low: low.toFixed(1), high: high.toFixed(1) })
}
