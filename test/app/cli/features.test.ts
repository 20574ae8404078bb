import { Readable, Writable } from 'node:stream'
import { expect, test } from 'vitest'
import { runFeatures } from '../../../src/app/cli/features.ts'
import { linesOf } from '../../../src/app/cli/lines.ts'

class Collected extends Writable {
  text = ''
  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString()
    done()
  }
}

async function run(chunks: readonly (string | Buffer)[], now: number | null) {
  const [output, errors] = [new Collected(), new Collected()]
  const code = await runFeatures({ now }, Readable.from(chunks), output, errors)
  return { code, rows: output.text, summary: JSON.parse(errors.text) }
}

const said = { event_id: '1', type: 'user_message', conversation_id: 'c', occurred_at: 1000, text: '多少钱一台' }

test('a row a line, and a summary apart', async () => {
  const { code, rows, summary } = await run([`${JSON.stringify(said)}\n\nrubbish\n`], 2000)
  expect(code).toBe(0)
  expect(rows.endsWith('}\n')).toBe(true)
  expect(JSON.parse(rows)).toMatchObject({ conversation_id: 'c', features: { no_order: null }, flagged: null })
  const counted = { lines: 2, rejected: 1, not_yet_arrived: 0, duplicates: 0, conflicts: 0, late: 0, after_end: 0 }
  expect(summary).toEqual({ summary: counted, conversations: 1 })
})

test('characters that lie across two pieces of the input are read whole', async () => {
  const bytes = Buffer.from(`${JSON.stringify(said)}\r\n${JSON.stringify({ ...said, event_id: '2' })}`)
  const whole = await run([bytes], 2000)
  for (let at = 0; at <= bytes.length; at += 7) {
    expect(await run([bytes.subarray(0, at), bytes.subarray(at)], 2000)).toEqual(whole)
  }
  expect(whole.summary.summary).toMatchObject({ lines: 2, rejected: 0 })
})

test('without --now it is now', async () => {
  const future = { ...said, event_id: '2', conversation_id: 'd', occurred_at: 8e15 }
  const { rows, summary } = await run([`${JSON.stringify(said)}\n${JSON.stringify(future)}`], null)
  expect(JSON.parse(rows).flags).toMatchObject({ closed: true, final: true })
  expect(summary.summary.not_yet_arrived).toBe(1)
})

test.each([
  { name: 'nothing', chunks: [], lines: [] },
  { name: 'no line feed at the end', chunks: ['a\nb'], lines: ['a', 'b'] },
  { name: 'a line feed at the end', chunks: ['a\nb\n'], lines: ['a', 'b'] },
  { name: 'empty lines', chunks: ['\n\na\n'], lines: ['', '', 'a'] },
  { name: 'a line in many pieces', chunks: ['a', '', 'b', 'c\nd', 'e'], lines: ['abc', 'de'] },
])('lines: $name', async ({ chunks, lines }) => {
  const read: string[] = []
  for await (const line of linesOf(Readable.from(chunks))) read.push(Buffer.from(line).toString())
  expect(read).toEqual(lines)
})
