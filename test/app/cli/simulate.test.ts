import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readWorld, runSimulate } from '../../../src/app/cli/simulate.ts'
import { readLine } from '../../../src/events/read.ts'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'salesloop-test-'))
  await writeFile(join(folder, 'world.json'), '{"traffic": {"conversationsPerDay": 5}}')
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const linesOf = async (file: string) => (await readFile(join(folder, file), 'utf8')).trimEnd().split('\n')

test('events and truth go to their files, line by line, as counted', async () => {
  const options = { world: join(folder, 'world.json'), seed: '1', out: join(folder, 'e'), truth: join(folder, 't') }
  const counts = await runSimulate(options, new PassThrough())
  const events = await linesOf('e')
  const truths = (await linesOf('t')).map((line) => JSON.parse(line))
  expect(events).toHaveLength(counts.events)
  expect(events.every((line) => readLine(line)?.kind === 'ok')).toBe(true)
  expect(truths.filter((truth) => truth.kind === 'conversation')).toHaveLength(counts.conversations)
  expect(truths.filter((truth) => truth.kind === 'turn' && truth.fault !== 'none')).toHaveLength(counts.faults)
})

test('without a file events go to standard output', async () => {
  const out = new PassThrough()
  const pieces: Buffer[] = []
  out.on('data', (piece) => pieces.push(piece))
  const counts = await runSimulate({ world: join(folder, 'world.json'), seed: '1' }, out)
  expect(Buffer.concat(pieces).toString().trimEnd().split('\n')).toHaveLength(counts.events)
})

test.each([
  { name: 'nowhere', text: null, says: 'is no file that can be read' },
  { name: 'no JSON', text: '{', says: 'A world is a JSON object' },
  { name: 'a wrong value', text: '{"startAt": "soon"}', says: 'startAt is "soon"' },
])('a world file that is $name is refused', async ({ text, says }) => {
  const file = join(folder, 'other.json')
  if (text !== null) await writeFile(file, text)
  await expect(readWorld(file)).rejects.toMatchObject({
    code: 'LOOP_BAD_WORLD',
    message: expect.stringContaining(says),
  })
})

test('a file that cannot be written is refused', async () => {
  await expect(runSimulate({ seed: '1', out: join(folder, 'no', 'where') }, new PassThrough())).rejects.toMatchObject({
    code: 'LOOP_BAD_OPTION',
    message: expect.stringContaining('--out'),
  })
})
