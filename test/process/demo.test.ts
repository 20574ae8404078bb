import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { DemoConsole, DemoFigures } from '../../src/app/demo/demo-figures.ts'

const BIN = resolve(import.meta.dirname, '../../bin/salesloop')
const tiny = {
  weeks: ['training'],
  traffic: { conversationsPerDay: 12 },
  annotators: { samplesPerDay: 6 },
  initialModel: { examplesPerLabel: 4 },
}

let folder = ''
const running = new Set<ChildProcess>()
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'salesloop-test-'))
  await writeFile(join(folder, 'world.json'), JSON.stringify(tiny))
})
afterAll(async () => {
  for (const child of running) child.kill('SIGINT')
  await rm(folder, { recursive: true, force: true })
})

function demo(...args: string[]) {
  const child = spawn(BIN, ['demo', '--world', join(folder, 'world.json'), ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, CI: '' },
  })
  const output = { out: '', err: '' }
  child.stdout.on('data', (piece) => (output.out += piece))
  child.stderr.on('data', (piece) => (output.err += piece))
  // However long a busy machine takes: only the demo's own end, or the test's, cuts this wait short.
  const serving = new Promise<void>((resolve) => {
    child.stderr.on('data', () => output.err.includes('Open the console, by') && resolve())
  })
  running.add(child)
  const exited = once(child, 'exit') as Promise<[number | null]>
  return { child, output, exited: exited.finally(() => running.delete(child)), serving }
}

test('a tiny world goes round the whole loop, prints its figures, serves on, and leaves nothing behind', async () => {
  const { child, output, exited, serving } = demo('--json')
  await Promise.race([serving, exited.then(([code]) => expect.fail(`ended with ${code}: ${output.err}`))])
  const figures = JSON.parse(output.out) as DemoFigures & { console: DemoConsole }
  expect(figures.models.map((model) => model.task)).toEqual(['intent', 'objection'])
  expect(figures.rounds.length).toBe(1)
  expect(figures.rounds[0]!.verdict).not.toBeNull()
  expect(figures.events).toMatchObject({ dropped: 0, unanswered: 0 })
  expect(figures.review.samples).toBeGreaterThan(10)
  expect(figures.flags.conversations).toBe(figures.world.conversations)
  expect(figures.time.steps.length).toBeGreaterThan(5)

  const [, url, dataDir] = /Serving on at (\S+) until Ctrl\+C; data in (\S+)\./.exec(output.err)!
  expect((await stat(dataDir!)).isDirectory()).toBe(true)
  expect((await fetch(`${url}/v1/releases`)).status).toBe(401)
  const { address, link } = figures.console
  expect([address, output.err.trimEnd().split(' ').at(-1)]).toEqual([url, link])
  const enter = () =>
    fetch(`${url}/v1/session/enter`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token: /#token=(\S+)$/.exec(link)?.[1] }),
    })
  const entered = await enter()
  expect((await enter()).status).toBe(410)
  const cookie = entered.headers.get('set-cookie')!.split(';')[0]!
  const releases = (await (await fetch(`${url}/v1/releases`, { headers: { cookie } })).json()) as { live: string }
  expect(releases.live).toBe(figures.last_bundle)

  child.kill('SIGINT')
  expect((await exited)[0]).toBe(0)
  await expect(fetch(`${url}/v1/releases`)).rejects.toThrow()
  await expect(stat(dataDir!)).rejects.toThrow('ENOENT')
}, 600_000)

test('a folder that holds something is refused, with what to do', async () => {
  const { output, exited } = demo('--data-dir', folder)
  expect((await exited)[0]).toBe(2)
  expect(output.err).toMatch(/is not empty; the demo needs a folder of its own.*LOOP_BAD_OPTION/)
})

test('a bad world is refused before anything starts', async () => {
  await writeFile(join(folder, 'bad.json'), '{"traffic": {"chineseShare": 2}}')
  const { output, exited } = demo('--world', join(folder, 'bad.json'))
  expect((await exited)[0]).toBe(2)
  expect(output.err).toContain('traffic.chineseShare is 2')
})
