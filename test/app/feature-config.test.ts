import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { loadFeatures } from '../../src/app/feature-config.ts'
import { configHash, defaultConfig, type FeatureConfig } from '../../src/features/config.ts'
import { decode, encode, fold, newConversation } from '../../src/features/conversation.ts'
import { encodeSimilarity } from '../../src/models/similarity-code.ts'
import { trainSimilarity } from '../../src/models/train-similarity.ts'
import { madeUpPairs } from '../models/made-up-pairs.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'feature-config-'))
  const pairs = madeUpPairs(300).map(({ q1, q2, label }) => ({ first: q1, second: q2, label }))
  await writeFile(join(folder, 'model'), encodeSimilarity(trainSimilarity(pairs, 'test', { kind: 'f1' })))
}, 60_000)
afterAll(() => rm(folder, { recursive: true, force: true }))

async function loaded(content: unknown) {
  const file = join(folder, 'features.json')
  await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content))
  return loadFeatures(file)
}

test('without a file, and with an empty one, the defaults hold under the hash they always had', async () => {
  expect((await loadFeatures(null)).hash).toBe('e7dac34c962c31df')
  expect((await loaded({})).hash).toBe('e7dac34c962c31df')
})

test('each constant can be set, and each enters the hash', async () => {
  const hashes = new Set<string>()
  for (const [key, value] of Object.entries({
    ...{ click_window_ms: 60_000, silence_window_ms: 60_000, order_window_ms: 60_000, conversion_window_ms: 60_000 },
    ...{ feedback_window_ms: 60_000, idle_gap_ms: 60_000, grace_ms: 0, late_chat_ms: 60_000, late_outcome_ms: 60_000 },
    ...{ cart_counts_for_order: false, cart_counts_for_conversion: false, repeat_reach: 2, stalled_rounds: 2 },
    ...{ fsm_stalled_enabled: false, terminal_states: ['over'], soft_end_reasons: [], low_confidence: 0.5 },
    ...{ negative_labels: ['bad'], negative_ratings: [1, 3], question: { least_han: 3 } },
  })) {
    const { config, hash } = await loaded({ [key]: value })
    expect(config).not.toEqual(defaultConfig)
    hashes.add(hash)
  }
  expect(hashes.size).toBe(Object.keys(defaultConfig).length)
})

test.each([
  ['{', /is no JSON/],
  [{ clik_window_ms: 1 }, /Unrecognized key: "clik_window_ms"/],
  [{ click_window_ms: 1 }, /click_window_ms: Too small/],
  [{ low_confidence: 2 }, /low_confidence/],
  [{ negative_ratings: [3, 1] }, /ends before it begins/],
  [{ question: { similarity: { numerator: 3, denominator: 2 } } }, /above 1/],
  [{ question: { acknowledgements: ['OK!'] } }, /write "ok"/],
  [{ question: { measure: { file: 'nowhere' } } }, /cannot be read/],
])('%j is refused in words', async (content, message) => {
  await expect(loaded(content)).rejects.toThrow(message)
})

test('a learned measure enters the hash by its weights and threshold, and finds what the bigrams miss', async () => {
  const learned = await loaded({ question: { measure: { file: 'model' } } })
  const stricter = await loaded({ question: { measure: { file: 'model', threshold: 0.99 } } })
  expect(new Set([learned.hash, stricter.hash, configHash(defaultConfig)]).size).toBe(3)
  expect(repeatedUnder(defaultConfig)).toBe(false)
  expect(repeatedUnder(learned.config)).toBe(true)
})

test('a state under a learned measure is read again whole: the next message finds the stored question', async () => {
  const { config } = await loaded({ question: { measure: { file: 'model' } } })
  expect(repeatedUnder(config, (state) => decode(encode(state)))).toBe(true)
  const bytes = encode(fold(newConversation('c'), [EVENTS[0]!], config))
  expect(bytes[0]).toBe(2)
  expect(encode(fold(newConversation('c'), [EVENTS[0]!], defaultConfig))[0]).toBe(1)
  expect(decode(bytes).log.packed.lettered).toBe(true)
})

const event = (id: string, type: 'user_message' | 'assistant_message', t: number, text: string) => ({
  ...{ id, type, t, receivedAt: t, occurredAt: t, conversationId: 'c', userId: null },
  wire: { event_id: id, type, conversation_id: 'c', text },
})
// biome-ignore lint/suspicious/noExplicitAny: as the reader of events makes them
const EVENTS: any[] = [
  event('1', 'user_message', 1000, '怎么办理退货 9号'),
  event('2', 'assistant_message', 2000, '好'),
  event('3', 'user_message', 3000, '麻烦问下退货 9号的流程'),
]

/** @param between what happens to the state after each event */
function repeatedUnder(config: FeatureConfig, between = (state: ReturnType<typeof newConversation>) => state): boolean {
  let state = newConversation('c')
  for (const one of EVENTS) state = between(fold(state, [one], config))
  return state.cursor.questions.repeat !== null
}
