import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { RULE_NAMES } from '../../../src/evaluation/gate.ts'
import { classRows } from '../../../web/pages/models/class-change.ts'
import { examplesIn } from '../../../web/pages/models/examples.ts'
import { gateSaid } from '../../../web/pages/models/gate-words.ts'
import { formatOf } from '../../../web/parts/format.ts'

describe('the gate in plain words', () => {
  test.each(['en', 'zh'])('each rule has words for each verdict: %s', (language) => {
    const path = resolve(import.meta.dirname, `../../../web/pages/models/${language}.json`)
    const { gate } = JSON.parse(readFileSync(path, 'utf8')) as { gate: Record<string, Record<string, string>> }
    for (const rule of RULE_NAMES)
      expect([rule, Object.keys(gate[rule] ?? {}).sort()]).toEqual([rule, ['inconclusive', 'pass', 'refuse']])
  })

  test.each([
    [{ rule: 'accuracy', measured: -0.02, limit: -0.01 }, '-2 pts', '-1 pts'],
    [{ rule: 'negative_flips', measured: 0.061, limit: 0.05 }, '6.1%', '5%'],
    [{ rule: 'recall', measured: 0.2, limit: 0.15 }, '-20 pts', '-15 pts'],
    [{ rule: 'gold', measured: 40, limit: 100 }, '40', '100'],
    [{ rule: 'unchanged', measured: null, limit: null }, '–', '–'],
  ] as const)('%j', (some, measured, limit) => {
    const reason = { verdict: 'refuse', items: 1200, part: null, ...some } as const
    const { key, values } = gateSaid(reason, formatOf('en'))
    expect([key, values.measured, values.limit, values.items]).toEqual([
      `${some.rule}.refuse`,
      measured,
      limit,
      '1,200',
    ])
  })
})

describe('labels before and after', () => {
  const rate = (estimate: number | null, items: number) => ({ estimate, low: 0, high: 1, items })
  const label = (name: string, recall: number | null, items = 10) => ({
    label: name,
    recall: rate(recall, items),
    precision: rate(0.5, items),
  })

  test('what lost most comes first, what is unknown last; a label of one side alone is there', () => {
    const rows = classRows({
      before: { labels: [label('better', 0.5), label('worse', 0.9), label('gone', 0.7)] },
      after: { labels: [label('better', 0.8), label('worse', 0.6), label('new', 1)] },
    })
    expect(rows.map((row) => [row.label, row.change === null ? null : Number(row.change.toFixed(9))])).toEqual([
      ['worse', -0.3],
      ['better', 0.3],
      ['new', null],
      ['gone', null],
    ])
  })

  test('without a model before, every label is shown and nothing changed', () => {
    expect(classRows({ before: null, after: { labels: [label('a', 1)] } })[0]).toMatchObject({
      recallBefore: null,
      change: null,
    })
  })
})

test('pasted examples: label, tab, text; what is not so is named by its line', () => {
  expect(examplesIn('price\thow much\n\n refund \t退钱\t谢谢 \n')).toEqual({
    examples: [
      { label: 'price', text: 'how much' },
      { label: 'refund', text: '退钱\t谢谢' },
    ],
    bad: [],
  })
  expect(examplesIn('price how much\n\tno label\nprice\t').bad).toEqual([1, 2, 3])
})
