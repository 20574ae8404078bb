/**
 * POST /v1/predict of a real service, open loop, beside an empty route (GET /healthz) of the same service in the same
 * run. Rounds alternate; latency counts from the moment a request was due, so that a stall is seen by all it delays.
 * Two models answer each request: Banking77 as intent and CLINC150 as objection, which is more than a shop has.
 *
 *   node bench/serve.ts [--rate 500] [--seconds 5] [--rounds 6] [--train DIR]      one JSON line
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { Agent, type IncomingMessage, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { DEFAULT_DATA_DIR, loadDataSet } from './data-sets.ts'

const { values } = parseArgs({
  options: {
    rate: { type: 'string', default: '500' },
    seconds: { type: 'string', default: '5' },
    rounds: { type: 'string', default: '6' },
    train: { type: 'string', default: DEFAULT_DATA_DIR },
  },
})
const [RATE, SECONDS, ROUNDS] = [values.rate, values.seconds, values.rounds].map(Number) as [number, number, number]
const SETS = { intent: 'banking77', objection: 'clinc150' } as const
const BIN = resolve(import.meta.dirname, '../bin/salesloop')

const dataDir = await mkdtemp(join(tmpdir(), 'bench-serve-'))
const service = spawn(BIN, ['up', '--port', '0', '--no-auth', '--data-dir', dataDir], {
  stdio: ['ignore', 'pipe', 'inherit'],
})
const [first] = (await once(service.stdout, 'data')) as [Buffer]
const url = new URL(first.toString().trim())
const agent = new Agent({ keepAlive: true, maxSockets: 128 })

async function ask(method: string, path: string, body?: string): Promise<{ status: number; text: string }> {
  const headers = body === undefined ? {} : { 'content-type': 'application/json' }
  const asked = request(new URL(path, url), { method, agent, headers })
  asked.end(body)
  const [answer] = (await once(asked, 'response')) as [IncomingMessage]
  let text = ''
  for await (const chunk of answer.setEncoding('utf8')) text += chunk
  return { status: answer.statusCode ?? 0, text }
}

/** Imports both sets, waits until both models answer. */
async function prepare(): Promise<string[]> {
  const messages: string[] = []
  for (const [task, name] of Object.entries(SETS)) {
    const { train, test } = loadDataSet(name, values.train)
    messages.push(...test.map((row) => row.text))
    const examples = train.map(({ text, label }) => ({ text, label }))
    const { run_id } = JSON.parse(
      (await ask('POST', '/v1/models/import', JSON.stringify({ task, examples, who: 'bench' }))).text,
    )
    for (let state = 'queued'; state !== 'done'; ) {
      await sleep(200)
      state = JSON.parse((await ask('GET', `/v1/training/${run_id}`)).text).state
      if (state === 'failed') throw new Error(`the training of ${task} failed`)
    }
  }
  await sleep(2000)
  return messages
}

/** CPU seconds of the service so far; NaN where /proc is not to be had. The launcher's process is the service's. */
async function cpuSeconds(): Promise<number> {
  const text = await readFile(`/proc/${service.pid}/stat`, 'utf8').catch(() => '')
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) / 100
}

/** One round: requests at a fixed rate whatever the answers do. Milliseconds from due to done. */
async function round(send: (n: number) => Promise<number>): Promise<number[]> {
  const latencies: number[] = []
  const under: Promise<void>[] = []
  const started = performance.now()
  for (let n = 0; n < RATE * SECONDS; ) {
    const due = started + (n * 1000) / RATE
    if (performance.now() < due) {
      await sleep(1)
      continue
    }
    const at = n++
    under.push(
      send(at).then((status) => {
        if (status !== 200) throw new Error(`answered ${status}`)
        latencies.push(performance.now() - due)
      }),
    )
  }
  await Promise.all(under)
  return latencies
}

const messages = await prepare()
const predict = async (n: number) => {
  const body = {
    conversation_id: `c${n >> 3}`,
    user_id: `u${n % 5000}`,
    text: messages[(n * 7919) % messages.length],
    assistant_id: 'bench',
    channel: 'web',
  }
  return (await ask('POST', '/v1/predict', JSON.stringify(body))).status
}
const empty = async () => (await ask('GET', '/healthz')).status

await round(predict) // warm
await round(empty)
const [predicted, answered]: [number[], number[]] = [[], []]
const cpu = { predict: 0, empty: 0 }
for (let i = 0; i < ROUNDS; i++) {
  const before = await cpuSeconds()
  predicted.push(...(await round(predict)))
  const between = await cpuSeconds()
  answered.push(...(await round(empty)))
  cpu.predict += between - before
  cpu.empty += (await cpuSeconds()) - between
}

function quantile(sample: readonly number[], q: number): number {
  const sorted = sample.toSorted((a, b) => a - b)
  return Number((sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? Number.NaN).toFixed(2))
}
const shown = (sample: readonly number[]) => ({
  p50_ms: quantile(sample, 0.5),
  p99_ms: quantile(sample, 0.99),
  max_ms: quantile(sample, 1),
})
const [a, b] = [shown(predicted), shown(answered)]
console.log(
  JSON.stringify({
    bench: 'serve',
    rate_per_s: RATE,
    requests: predicted.length,
    models: SETS,
    predict: { ...a, cpu_us: Math.round((1e6 * cpu.predict) / predicted.length) },
    empty_route: { ...b, cpu_us: Math.round((1e6 * cpu.empty) / answered.length) },
    more_at_p50_ms: Number((a.p50_ms - b.p50_ms).toFixed(2)),
    more_at_p99_ms: Number((a.p99_ms - b.p99_ms).toFixed(2)),
    aim_more_at_p99_ms: 3,
  }),
)

agent.destroy()
service.kill('SIGTERM')
await once(service, 'exit')
await rm(dataDir, { recursive: true, force: true })
