/**
 * What the fold costs while events come in: CPU of each step per event, in batches of 1,000, beside JSON.parse of the
 * same events; bytes of state; and the work of one in-order event in short and long conversations.
 *
 *   node bench/features-live.ts [--seed N] [--runs N]      one JSON line
 *
 * All times are CPU microseconds of this process, the least of several runs: noise only adds. On a busy machine the
 * steps after JSON.parse suffer most, since they find their events pushed out of the processor's caches;
 * `again` folds events that were folded just before, so that they are still there.
 */
import { parseArgs } from 'node:util'
import type { LoopEvent } from '../src/events/event.ts'
import { readEvent } from '../src/events/read.ts'
import { defaultConfig as config } from '../src/features/config.ts'
import {
  type ConversationState,
  decode,
  encode,
  facts,
  features,
  fold,
  newConversation,
  nextDeadline,
} from '../src/features/conversation.ts'
import { randomFrom } from '../src/stats/random.ts'
import { conversationLines } from './features-live-traffic.ts'

const { values } = parseArgs({
  options: { seed: { type: 'string', default: '1' }, runs: { type: 'string', default: '12' } },
})
const RUNS = Number(values.runs)
const BATCH = 1000
const STEPS = ['parse', 'read', 'decode', 'fold', 'features', 'facts', 'encode'] as const
type Step = (typeof STEPS)[number]

const cpu = (): number => {
  const { user, system } = process.cpuUsage()
  return user + system
}

const round = (value: number): number => Math.round(value * 1000) / 1000

function read(wire: unknown): LoopEvent {
  const outcome = readEvent(wire)
  if (outcome.kind !== 'ok') throw new Error(outcome.message)
  return outcome.value
}

/** Lines of `active` conversations at a time, interleaved. */
function traffic(active: number, length: number): string[] {
  const random = randomFrom(`live ${values.seed} ${active}`)
  const lines: string[] = []
  const open: string[][] = []
  for (let made = 0; lines.length < length; ) {
    while (open.length < active) open.push(conversationLines(random, made++, 15))
    const at = Math.floor(random() * open.length)
    lines.push(open[at]!.shift()!)
    if (open[at]!.length === 0) open.splice(at, 1)
  }
  return lines
}

/** Sees to it that nothing is computed in vain. */
let sink = 0

/** One batch as the service takes it: all of a step, then all of the next. Adds the CPU time of each. */
function takeBatch(lines: readonly string[], stored: Map<string, Uint8Array>, spent: Record<Step, number>): number {
  let before = cpu()
  const lap = (step: Step): void => {
    const now = cpu()
    spent[step] += now - before
    before = cpu()
  }
  const wires = lines.map((line) => JSON.parse(line))
  lap('parse')
  const events = wires.map(read)
  lap('read')
  const groups = [...Map.groupBy(events, (event) => event.conversationId!)]
  before = cpu()
  const states = groups.map(([id]) => (stored.has(id) ? decode(stored.get(id)!) : newConversation(id)))
  lap('decode')
  for (let i = 0; i < groups.length; i++) fold(states[i]!, groups[i]![1], config)
  lap('fold')
  for (let i = 0; i < groups.length; i++)
    sink += features(states[i]!, lastOf(groups[i]![1]), config).flags.closed ? 1 : 0
  lap('features')
  for (let i = 0; i < groups.length; i++) sink += factsAndDeadline(states[i]!, lastOf(groups[i]![1]))
  lap('facts')
  for (let i = 0; i < groups.length; i++) stored.set(groups[i]![0], encode(states[i]!))
  lap('encode')
  return groups.length
}

const lastOf = (events: readonly LoopEvent[]): number => events[events.length - 1]!.receivedAt

const factsAndDeadline = (state: ConversationState, now: number): number =>
  facts(state, now, config).users.length + (nextDeadline(state, now, config) === null ? 1 : 0)

const nothing = (): Record<Step, number> => Object.fromEntries(STEPS.map((step) => [step, 0])) as Record<Step, number>

function costPerEvent(active: number) {
  const lines = traffic(active, 40_000)
  const least: Record<Step, number> = Object.fromEntries(
    STEPS.map((step) => [step, Number.POSITIVE_INFINITY]),
  ) as Record<Step, number>
  let keys = 0
  for (let run = 0; run < RUNS; run++) {
    const spent = nothing()
    const stored = new Map<string, Uint8Array>()
    keys = 0
    for (let i = 0; i < lines.length; i += BATCH) keys += takeBatch(lines.slice(i, i + BATCH), stored, spent)
    for (const step of STEPS) least[step] = Math.min(least[step], spent[step])
  }
  const { parse, fold: folding, features: judging } = least
  const all = STEPS.slice(2).reduce((sum, step) => sum + least[step], 0)
  return {
    activeConversations: active,
    eventsPerConversationAndBatch: round(lines.length / keys),
    microsPerEvent: Object.fromEntries(STEPS.map((step) => [step, round(least[step] / lines.length)])),
    foldAndFeaturesToParse: round((folding + judging) / parse),
    allFromDecodeToEncodeToParse: round(all / parse),
  }
}

/** Whole conversations of 15 events, parsed and folded over and over: code and events stay in the caches. */
function again() {
  const random = randomFrom(`again ${values.seed}`)
  const conversations = Array.from({ length: 66 }, (_, i) => conversationLines(random, i, 15))
  const lines = conversations.flat()
  const events = conversations.map((one) => one.map((line) => read(JSON.parse(line))))
  const parse = leastOf(() => {
    for (const line of lines) sink += JSON.parse(line).occurred_at & 1
  })
  const folding = leastOf(() => {
    for (const one of events)
      sink += features(fold(newConversation('c'), one, config), lastOf(one), config).flags.closed ? 1 : 0
  })
  return { parseMicros: round(parse / lines.length), foldAndFeaturesToParse: round(folding / parse) }
}

/** Least CPU microseconds of many short runs, ten repetitions each. */
function leastOf(work: () => void): number {
  let least = Number.POSITIVE_INFINITY
  for (let run = 0; run < RUNS * 10; run++) {
    const before = cpu()
    for (let i = 0; i < 10; i++) work()
    least = Math.min(least, (cpu() - before) / 10)
  }
  return least
}

function bytesOfState() {
  const random = randomFrom(`bytes ${values.seed}`)
  const sizes = new Map([15, 150].map((length) => [length, 0]))
  const conversations = 400
  for (let i = 0; i < conversations; i++) {
    const events = conversationLines(random, i, 150).map((line) => read(JSON.parse(line)))
    for (const length of sizes.keys()) {
      const { length: bytes } = encode(
        fold(newConversation(events[0]!.conversationId!), events.slice(0, length), config),
      )
      sizes.set(length, sizes.get(length)! + bytes / conversations)
    }
  }
  const [short, long] = [sizes.get(15)!, sizes.get(150)!]
  return { of15Events: Math.round(short), of150Events: Math.round(long), perFurtherEvent: round((long - short) / 135) }
}

/** One in-order event at the end of a conversation of so many: the fold alone, and with decode, features and encode. */
function workAt(length: number) {
  const random = randomFrom(`work ${values.seed}`)
  const cases = Array.from({ length: 60 }, (_, i) => {
    const events = conversationLines(random, i, length + 30).map((line) => read(JSON.parse(line)))
    const stored = encode(fold(newConversation(events[0]!.conversationId!), events.slice(0, length), config))
    return { stored, next: events.slice(length).map((event) => [event]) }
  })
  let foldOnly = Number.POSITIVE_INFINITY
  for (let run = 0; run < RUNS * 3; run++) {
    const states = cases.map(({ stored }) => decode(stored))
    const before = cpu()
    for (let i = 0; i < states.length; i++) for (const one of cases[i]!.next) fold(states[i]!, one, config)
    foldOnly = Math.min(foldOnly, cpu() - before)
  }
  let total = Number.POSITIVE_INFINITY
  for (let run = 0; run < RUNS; run++) {
    const before = cpu()
    for (const { stored, next } of cases) {
      let bytes = stored
      for (const one of next) {
        const state = fold(decode(bytes), one, config)
        sink += features(state, one[0]!.receivedAt, config).flags.closed ? 1 : 0
        bytes = encode(state)
      }
    }
    total = Math.min(total, cpu() - before)
  }
  const events = cases.length * 30
  return { events: length, foldMicros: round(foldOnly / events), totalMicros: round(total / events) }
}

const figures = {
  bench: 'features-live',
  node: process.version,
  cpuInBatchesOf1000: [100, 300, 1000].map(costPerEvent),
  again: again(),
  stateBytes: bytesOfState(),
  inOrderEvent: [15, 150, 1500].map(workAt),
}
console.log(JSON.stringify(figures))
if (sink < 0) console.error(sink)
