import { expect, test } from 'vitest'
import { type OrderAnswer, orderLine } from '../../../src/app/cli/loop-lines.ts'

const pause = { since: Date.UTC(2026, 10, 24, 9, 5), who: 'mia', why: 'campaign' }
const line = (action: string, was_paused: OrderAnswer['was_paused']) =>
  orderLine(action, { entry: { seq: 7, turn_id: 't-1', step: null }, was_paused })

test.each([
  ['pause', null, /^pause of turn t-1: kept as line 7/],
  ['pause', pause, /^the loop was paused already, by mia since 2026-11-24 09:05 UTC \(campaign\); your pause/],
  ['resume', pause, /^resume of turn t-1: kept/],
  ['resume', null, /^the loop was not paused; your resume/],
  ['skip', pause, /^skip of turn t-1: kept/],
] as const)('%s, before it %j', (action, before, said) => {
  expect(line(action, before)).toMatch(said)
})
