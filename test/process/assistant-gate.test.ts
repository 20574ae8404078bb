import { afterAll, beforeAll, expect, test } from 'vitest'
import { examples, released, runOver } from './learning.ts'
import { type Answer, cleanUp, type Service, salesloop, startService } from './service.ts'

/** An assistant with releases of its own, whose live bundle knows refunds; the default's does not. */
const ASSISTANT = 'shop-guide'
const refunds = ['I want my money back', 'refund this please', '我要退款', '退货怎么退钱']
const complaints = ['this is broken', 'it fell apart at once', '坏了', '质量太差']
const numbered = (texts: readonly string[], label: string, repeats: number, end = '') =>
  texts.flatMap((text) => Array.from({ length: repeats }, (_, i) => ({ text: `${text} ${i}${end}`, label })))

let service: Service
let ofDefault: string
let ofAssistant: string
const imported = (some: unknown, train: boolean) =>
  service.post('/v1/models/import', { task: 'intent', examples: some, who: 'mia', train })
const trained = async (order: Record<string, unknown> = {}): Promise<Answer['json']> => {
  const { json } = await service.post('/v1/training', { who: 'mia', tasks: ['intent'], ...order })
  return runOver(service, json.run_id)
}

beforeAll(async () => {
  service = await startService()
  const first = await runOver(service, (await imported(examples(), true)).json.run_id)
  ofDefault = first.candidate_bundle
  const gold = [
    ...examples('', 6).map(({ text, label }) => ({ text: `${text} hello`, label })),
    ...numbered(refunds, 'refund', 10, ' hello'),
    ...numbered(complaints, 'complaint', 10, ' hello'),
  ]
  expect((await service.post('/v1/gold', { task: 'intent', items: gold, who: 'ann', why: 'x' })).status).toBe(201)
  await imported(numbered(refunds, 'refund', 6), false)
  ofAssistant = (await trained()).candidate_bundle
  await released(service, { action: 'promote', bundle: ofAssistant, assistant_id: ASSISTANT })
  await imported(numbered(complaints, 'complaint', 6), false)
})
afterAll(cleanUp)

test('a run for an assistant goes on from its bundle, and its pass releases there without force', async () => {
  const run = await trained({ assistant_id: ASSISTANT })
  expect(run).toMatchObject({ state: 'done', assistant_id: ASSISTANT, evaluation: { verdict: 'pass' } })
  const evaluation = (await service.get(`/v1/evaluations/${run.evaluation_id}`)).json
  expect(evaluation).toMatchObject({ bundle: run.candidate_bundle, against: ofAssistant })
  const entry = await released(service, {
    action: 'canary',
    bundle: run.candidate_bundle,
    assistant_id: ASSISTANT,
  })
  expect(entry).toMatchObject({ forced: false, canary: { bundle: run.candidate_bundle } })
  await released(service, { action: 'abandon', assistant_id: ASSISTANT })
})

test('the refusal names the command that helps, and it does', async () => {
  const run = await trained({ seed: 2 })
  const bundle = run.candidate_bundle
  expect((await service.get(`/v1/bundles/${bundle}`)).json.verdicts).toMatchObject([{ against: ofDefault }])
  const order = { action: 'promote', bundle, assistant_id: ASSISTANT, who: 'mia', why: 'knows complaints' }
  const refused = await service.post('/v1/releases', order)
  expect(refused).toMatchObject({ status: 409, json: { code: 'LOOP_GATE_NOT_PASSED' } })
  const [, command] = /salesloop (evaluate [^(]+) \(/.exec(refused.json.message)!
  expect(command).toBe(`evaluate --bundle ${bundle} --record --assistant ${ASSISTANT}`)
  const { stdout } = await salesloop([...command!.split(' '), '--json', '--url', service.url])
  expect(JSON.parse(stdout)).toMatchObject({ against: ofAssistant, verdict: 'pass' })
  expect(await released(service, order)).toMatchObject({ live: bundle, forced: false })
})

test('an evaluation without a record compares with the bundle of the assistant, too', async () => {
  const state = (await service.get(`/v1/releases?assistant_id=${ASSISTANT}`)).json
  const { json } = await service.post('/v1/evaluations', { bundle: ofAssistant, assistant_id: ASSISTANT })
  expect(json).toMatchObject({ bundle: ofAssistant, against: state.live })
  expect((await service.post('/v1/evaluations', { bundle: ofAssistant })).json.against).toBe(ofDefault)
  const both = ['evaluate', '--assistant', ASSISTANT, '--against', ofDefault, '--url', service.url]
  expect(await salesloop(both)).toMatchObject({ code: 2, stderr: expect.stringContaining('LOOP_BAD_OPTION') })
})
