import { expect, test } from 'vitest'
import { embeddedTrainer } from '../../../src/adapters/embedded-trainer/trainer.ts'
import { defaultTaskLimits } from '../../../src/evaluation/limits.ts'
import { modelRef } from '../../../src/releases/bundle.ts'
import type { TrainingOrder } from '../../../src/training/trainer.ts'

const phrases: Record<string, string[]> = {
  price: ['how much is it', '这个多少钱', 'what does it cost', '价格是多少'],
  delivery: ['where is my parcel', '我的快递到哪了', 'when will it arrive', '什么时候发货'],
}
const order = (seed = 1, repeats = 10): TrainingOrder => ({
  task: 'intent',
  seed,
  lineage: { snapshot: 's-1' },
  examples: Object.entries(phrases).flatMap(([label, texts]) =>
    texts.flatMap((text) => Array.from({ length: repeats }, (_, i) => ({ text: `${text} ${i}`, label }))),
  ),
})
const never = new AbortController().signal

test('the same order gives the same bytes, another seed another model', async () => {
  const [first, again, other] = await Promise.all([1, 1, 2].map((seed) => embeddedTrainer.fit(order(seed), never)))
  expect([...again!]).toEqual([...first!])
  expect(modelRef(other!.get('manifest.json')!).id).not.toBe(modelRef(first!.get('manifest.json')!).id)
})

test('what was fitted predicts, and the manifest names its snapshot', async () => {
  const files = await embeddedTrainer.fit(order(), never)
  const predicted = await embeddedTrainer.predict(files, ['how much', '快递'], never)
  expect(predicted.map((each) => each.label)).toEqual(['price', 'delivery'])
  expect(JSON.parse(new TextDecoder().decode(files.get('manifest.json'))).lineage).toEqual({ snapshot: 's-1' })
})

test('this thread goes on while another trains', async () => {
  let beats = 0
  const beat = setInterval(() => beats++, 5)
  await embeddedTrainer.fit(order(1, 300), never)
  clearInterval(beat)
  expect(beats).toBeGreaterThan(3)
})

test('a cancelled order ends at once, with the reason it was given', async () => {
  const cancel = new AbortController()
  const fitting = embeddedTrainer.fit(order(1, 2000), cancel.signal)
  cancel.abort(new Error('the service stops'))
  await expect(fitting).rejects.toThrow('the service stops')
  await expect(embeddedTrainer.fit(order(), cancel.signal)).rejects.toThrow('the service stops')
})

test('errors keep their code on the way back', async () => {
  await expect(embeddedTrainer.fit({ ...order(), examples: [] }, never)).rejects.toMatchObject({
    code: 'LOOP_EXAMPLES_UNUSABLE',
  })
  const files = new Map(await embeddedTrainer.fit(order(), never))
  files.set('weights.bin', files.get('weights.bin')!.with(0, 99))
  await expect(embeddedTrainer.predict(files, ['hi'], never)).rejects.toMatchObject({ code: 'LOOP_MODEL_DAMAGED' })
})

test('the gate runs there too', async () => {
  expect(await embeddedTrainer.examine({}, {}, defaultTaskLimits, [], never)).toMatchObject({
    verdict: 'inconclusive',
    tasks: {},
  })
})
