import { expect, test } from 'vitest'
import { INTENTS, OBJECTIONS } from '../../src/assistant/taxonomy.ts'
import { handWritten } from '../../src/simulator/examples.ts'
import { defaultWorld, parseWorld } from '../../src/simulator/world.ts'

test('the same number per label and language, every label there', () => {
  const { intent, objection } = handWritten(parseWorld({ initialModel: { examplesPerLabel: 3 } }), 's')
  for (const label of INTENTS) expect(intent.filter((one) => one.label === label)).toHaveLength(6)
  for (const label of OBJECTIONS) {
    expect(objection.filter((one) => one.label === label)).toHaveLength(label === 'none' ? 24 : 6)
  }
})

test('the same seed writes the same', () => {
  expect(handWritten(defaultWorld, 's')).toEqual(handWritten(defaultWorld, 's'))
})
