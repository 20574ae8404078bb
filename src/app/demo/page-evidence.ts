import { table } from './columns.ts'
import type { DemoFigures, Rate } from './demo-figures.ts'
import { change, number, percent, range } from './page-numbers.ts'
import { fill, type PageWords } from './page-words.ts'

/** One line per rule, and one for what no rule flags. */
export function evidenceLines({ evidence }: DemoFigures, words: PageWords): string[] {
  const { columns, unflagged } = words.evidence
  const rows = evidence.rules.map((rule) => [
    nameOf(rule.reason, words),
    range(rule.precision, words),
    plain(rule.lift, 1, words),
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

/** Both ways of choosing at the same number of reviews. */
export function learnedLines({ evidence: { learned } }: DemoFigures, words: PageWords): string[] {
  const said = words.evidence.learned
  if (!learned?.at_budget) return [`  ${said.nothing}`]
  const { share, rules, learned: model, difference } = learned.at_budget
  return table([
    said.columns.map((column) => fill(column, { share: percent(share) })),
    [said.rules, range(rules.precision, words), range(rules.recall, words)],
    [said.model, range(model.precision, words), range(model.recall, words)],
    [said.change, change(difference.precision, words), change(difference.recall, words)],
  ])
}

export function learnedNotes({ evidence: { learned } }: DemoFigures, words: PageWords): string[] {
  if (!learned?.at_budget) return []
  const { note, parts } = words.evidence.learned
  const lines = [fill(note, { auc: plain(learned.auc, 2, words) })]
  if (learned.parts === null) return lines
  const { learned: model, table: byTable, turns } = learned.parts
  return [
    ...lines,
    fill(parts, { learned: plain(model, 2, words), table: plain(byTable, 2, words), turns: number(turns) }),
  ]
}

/** Of a pair both signals, of a threshold of low confidence its value. */
function nameOf(name: string, words: PageWords): string {
  const percentBelow = /^low_confidence_below_(\d+)$/.exec(name)?.[1]
  if (percentBelow !== undefined) return (Number(percentBelow) / 100).toFixed(2)
  return name
    .split('+')
    .map((part) => words.evidence.reasons[part] ?? part)
    .join(' + ')
}

/** A number that is no share, with its interval. */
function plain({ estimate, low, high }: Rate, digits: number, words: PageWords): string {
  if (estimate === null || low === null || high === null) return '-'
  const [value, from, to] = [estimate, low, high].map((each) => each.toFixed(digits))
  return fill(words.evidence.times, { value: value!, low: from!, high: to! })
}
