import { expect, test } from 'vitest'
import { answersToday } from '../../src/labels/answers-today.ts'
import { labelledTurns } from '../../src/labels/consensus.ts'
import type { Taxonomy } from '../../src/labels/taxonomy.ts'
import { given, sample, turn } from './reviewed-samples.ts'

const name = (id: string) => ({ id, nameEn: null, nameZh: null })
const taxonomy: Taxonomy = {
  version: 3,
  tasks: { intent: [name('price')], objection: [], style: [] },
  moved: { intent: { cost: { kind: 'to', to: 'price', version: 2 }, talk: { kind: 'retired', version: 3 } } },
}
const said = (annotator: string, intent: string) => ({
  ...given(annotator, { turns: [turn('t1', { intent })] }),
  predictedTurns: 1,
})
const answered = (...labels: ReturnType<typeof said>[]) => [{ ...sample('s'), labels }]

test('two who said the same under an old and a new name agree', () => {
  const samples = answered(said('ann', 'cost'), said('bob', 'price'))
  expect(labelledTurns(samples)[0]?.label.intent).toBeNull()
  expect(labelledTurns(answersToday(taxonomy, samples))[0]).toMatchObject({ label: { intent: 'price' }, conflicts: [] })
})

test('what was retired is no answer any more, and nothing changes where nothing moved', () => {
  const samples = answered(said('ann', 'talk'))
  expect(answersToday(taxonomy, samples)[0]?.labels[0]?.turns[0]?.intent).toBeNull()
  expect(answersToday({ ...taxonomy, moved: {} }, samples)).toEqual(samples)
})
