/**
 * What the fold costs while events come in: CPU of fold and features per event beside JSON.parse of the same events,
 * bytes of state, and the fold's work per in-order event in short and long conversations.
 *
 *   node bench/features-live.ts [--seed N]      one JSON line
 */
import { parseArgs } from 'node:util'
import { admissionRow } from '../src/admission/rules.ts'
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

const { values } = parseArgs({ options: { seed: { type: 'string', default: '1' } } })
const BATCH = 1000

/** CPU time of this process, all its threads, microseconds. */
const cpu = (): number => {
  const { user, system } = process.cpuUsage()
  return user + system
}

/** Least CPU microseconds of several runs: noise only adds. */
function least(runs: number, work: () => void): number {
  let best = Number.POSITIVE_INFINITY
  for (let run = 0; run < runs; run++) {
    const before = cpu()
    work()
    best = Math.min(best, cpu() - before)
  }
  return best
}

const read = (line: string): LoopEvent => {
  const outcome = readEvent(JSON.parse(line))
  if (outcome.kind !== 'ok') throw new Error(outcome.message)
  return outcome.value
}

/** Interleaved traffic: `active` conversations at a time, in batches of events grouped by conversation. */
function traffic(active: number, events: number) {
  const random = randomFrom(`live ${values.seed} ${active}`)
  const lines: string[] = []
  const open: string[][] = []
  let made = 0
  while (lines.length < events) {
    while (open.length < active) open.push(conversationLines(random, made++, 15))
    const at = Math.floor(random() * open.length)
    lines.push(open[at]!.shift()!)
    if (open[at]!.length === 0) open.splice(at, 1)
  }
  const batches: LoopEvent[][][] = []
  for (let i = 0; i < lines.length; i += BATCH) {
    batches.push([...Map.groupBy(lines.slice(i, i + BATCH).map(read), (event) => event.conversationId).values()])
  }
  return { lines, batches }
}

let sink = 0

function foldInMemory(batches: readonly LoopEvent[][][]): void {
  const states = new Map<string, ConversationState>()
  for (const batch of batches) {
    for (const events of batch) {
      const id = events[0]!.conversationId!
      const state = fold(states.get(id) ?? newConversation(id), events, config)
      states.set(id, state)
      sink += features(state, events.at(-1)!.receivedAt, config).flags.closed ? 1 : 0
    }
  }
}

function foldStored(batches: readonly LoopEvent[][][], all: boolean): void {
  const states = new Map<string, Uint8Array>()
  for (const batch of batches) {
    for (const events of batch) {
      const id = events[0]!.conversationId!
      const stored = states.get(id)
      const state = fold(stored === undefined ? newConversation(id) : decode(stored), events, config)
      const row = features(state, events.at(-1)!.receivedAt, config)
      states.set(id, encode(state))
      sink += row.flags.closed ? 1 : 0
      if (!all) continue
      sink += admissionRow(row).reasons.length + facts(state, events.at(-1)!.receivedAt, config).users.length
      sink += nextDeadline(state, events.at(-1)!.receivedAt, config) === null ? 1 : 0
    }
  }
}

function costPerEvent(active: number) {
  const { lines, batches } = traffic(active, 60_000)
  const keys = batches.reduce((sum, batch) => sum + batch.length, 0)
  const per = (micros: number) => micros / lines.length
  const parse = per(
    least(9, () => {
      for (const line of lines) sink += JSON.parse(line).occurred_at & 1
    }),
  )
  const wires = lines.map((line) => JSON.parse(line))
  const reading = per(
    least(9, () => {
      for (const wire of wires) sink += readEvent(wire).kind === 'ok' ? 1 : 0
    }),
  )
  const memory = per(least(9, () => foldInMemory(batches)))
  const stored = per(least(9, () => foldStored(batches, false)))
  const all = per(least(9, () => foldStored(batches, true)))
  return {
    activeConversations: active,
    eventsPerKeyAndBatch: round(lines.length / keys),
    bytesPerEvent: Math.round(lines.reduce((sum, line) => sum + Buffer.byteLength(line), 0) / lines.length),
    parseMicros: round(parse),
    readRatio: round(reading / parse),
    foldAndFeaturesRatio: round(memory / parse),
    withDecodeAndEncodeRatio: round(stored / parse),
    withFactsAndDeadlineRatio: round(all / parse),
  }
}

function bytesOfState() {
  const random = randomFrom(`bytes ${values.seed}`)
  const sizes = new Map([15, 16, 30, 150].map((length) => [length, 0]))
  const conversations = 400
  for (let i = 0; i < conversations; i++) {
    const events = conversationLines(random, i, 150).map(read)
    for (const length of sizes.keys()) {
      const bytes = encode(fold(newConversation(events[0]!.conversationId!), events.slice(0, length), config)).length
      sizes.set(length, sizes.get(length)! + bytes / conversations)
    }
  }
  const at = (length: number) => sizes.get(length)!
  return {
    of15Events: Math.round(at(15)),
    of150Events: Math.round(at(150)),
    perFurtherEvent: round((at(150) - at(15)) / 135),
  }
}

/** Microseconds of one in-order event at the end of conversations of a length: the fold alone, and in all. */
function workAt(length: number) {
  const random = randomFrom(`work ${values.seed}`)
  const tail = 40
  const cases = Array.from({ length: 100 }, (_, i) => {
    const events = conversationLines(random, i, length + tail).map(read)
    const stored = encode(fold(newConversation(events[0]!.conversationId!), events.slice(0, length), config))
    return { stored, next: events.slice(length).map((event) => [event]) }
  })
  let foldOnly = 0
  const repeats = 20
  for (let run = -repeats; run < repeats; run++) {
    const states = cases.map(({ stored }) => decode(stored))
    const before = cpu()
    for (const [i, state] of states.entries()) for (const one of cases[i]!.next) fold(state, one, config)
    if (run >= 0) foldOnly += cpu() - before
  }
  const total = least(repeats, () => {
    for (const { stored, next } of cases) {
      let bytes = stored
      for (const one of next) {
        const state = fold(decode(bytes), one, config)
        sink += features(state, one[0]!.receivedAt, config).flags.closed ? 1 : 0
        bytes = encode(state)
      }
    }
  })
  const events = cases.length * tail
  return { events: length, foldMicros: round(foldOnly / repeats / events), totalMicros: round(total / events) }
}

const round = (value: number): number => Math.round(value * 1000) / 1000

const figures = {
  bench: 'features-live',
  cpu: [100, 300, 1000].map(costPerEvent),
  stateBytes: bytesOfState(),
  work: [15, 150, 1500].map(workAt),
}
console.log(JSON.stringify(figures))
if (sink < 0) console.error(sink)
