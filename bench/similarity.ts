import { readFileSync } from 'node:fs'
import { readPairs } from '../src/app/similarity-pairs-file.ts'
import { defaultConfig, type FeatureConfig } from '../src/features/config.ts'
import { encode, fold, newConversation } from '../src/features/conversation.ts'
import { lookupsOf } from '../src/features/lookups.ts'
import { type Question, questionOf, sameQuestion } from '../src/features/question.ts'
import { decodeSimilarity, similarityName } from '../src/models/similarity-code.ts'

/**
 * What a learned measure costs the live path beside the bigrams': time of one comparison (of a message with each of four
 * earlier ones, made ready anew as stored ones are; digits set equal), time of making a question, bytes of a stored state.
 *
 * node bench/similarity.ts MODEL PAIRS.jsonl
 */
const ROUND_MS = 300
const REACH = defaultConfig.repeatReach
const [file, pairsFile] = process.argv.slice(2)
if (file === undefined || pairsFile === undefined) {
  process.stderr.write(
    'node bench/similarity.ts MODEL PAIRS.jsonl (a model of salesloop similarity train, and pairs)\n',
  )
  process.exit(2)
}
const bytes = readFileSync(file)
const { model, about } = decodeSimilarity(bytes)
const measure = { weights: similarityName(bytes), threshold: about.threshold, model }
const learned: FeatureConfig = { ...defaultConfig, question: { ...defaultConfig.question, measure } }
const pairs = (await readPairs(pairsFile)).slice(0, 2000)
for (const [name, config] of [
  ['bigrams', defaultConfig],
  ['learned', learned],
] as const)
  process.stdout.write(`${name}: ${lineOf(config)}\n`)

function lineOf(config: FeatureConfig): string {
  const lookups = lookupsOf(config)
  const of = (text: string) => questionOf(text, lookups)
  const questions = pairs.map(({ first, second }) => [of(first), of(second)])
  const both = questions.filter((pair): pair is [Question, Question] => pair[0] !== null && pair[1] !== null)
  // As live: a message against four earlier ones, which are unpacked questions of their own.
  const earlier = Array.from({ length: REACH }, (_, k) => both.map((_, i) => both[(i + k) % both.length]![0]))
  const comparing =
    nanoseconds(both.length, (i) => {
      const { numbers } = both[i]![1]
      let found = false
      for (const ones of earlier) found = sameQuestion({ ...ones[i]!, numbers }, both[i]![1], config.question) || found
      return found
    }) / REACH
  const making = nanoseconds(pairs.length, (i) => of(pairs[i]!.first) !== null)
  const sizes = pairs.map(({ first }) => stateBytes(first, config) - stateBytes('', config))
  const mean = sizes.reduce((sum, size) => sum + size, 0) / sizes.length
  return `${comparing.toFixed(0)} ns a comparison, ${making.toFixed(0)} ns to make a question, ${mean.toFixed(1)} bytes a stored question`
}

/** CPU time of this thread, of the quickest of several rounds: the machine's other work only adds. */
function nanoseconds(count: number, work: (i: number) => boolean): number {
  let best = Number.POSITIVE_INFINITY
  for (let round = 0; round < 8; round++) {
    const before = process.threadCpuUsage()
    let done = 0
    // The clock of CPU time is coarse: each round lasts long enough for it.
    for (const until = performance.now() + ROUND_MS; done === 0 || performance.now() < until; done += count)
      for (let i = 0; i < count; i++) work(i)
    const { user, system } = process.threadCpuUsage(before)
    best = Math.min(best, ((user + system) * 1000) / done)
  }
  return best
}

function stateBytes(text: string, config: FeatureConfig): number {
  const wire = { event_id: 'e', type: 'user_message' as const, conversation_id: 'c', text }
  const event = { id: 'e', type: 'user_message' as const, t: 1, receivedAt: 1, conversationId: 'c', userId: null, wire }
  return encode(fold(newConversation('c'), [event], config)).length
}
