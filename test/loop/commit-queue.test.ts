import { setImmediate } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { LoopError } from '../../src/errors/loop-error.ts'
import { type AcceptedEvent, acceptEvent } from '../../src/events/accept.ts'
import { defaultConfig } from '../../src/features/config.ts'
import { CommitQueue, type CommitQueueLimits } from '../../src/loop/commit-queue.ts'

const LIMITS: CommitQueueLimits = { eventsPerCommit: 4, writers: 1, waitingEvents: 8, waitingCharacters: 10_000 }

function events(...ids: string[]): AcceptedEvent[] {
  return ids.flatMap((event_id) => {
    const value = { event_id, type: 'cta_click', conversation_id: 'c' }
    const options = { reading: { kind: 'strict', receivedAt: 1 }, lateness: defaultConfig, mask: null } as const
    const read = acceptEvent({ text: JSON.stringify(value), depth: 1, value }, options)
    return read.kind === 'ok' ? read.value : []
  })
}

/** A store whose commits end when told to. */
function slowStore() {
  const commits: { ids: string[]; end(): void; fail(error: unknown): void }[] = []
  const append = (batch: readonly AcceptedEvent[]) =>
    new Promise<boolean[]>((done, fail) => {
      const ids = batch.map(({ event }) => event.id)
      commits.push({ ids, end: () => done(ids.map((id) => !id.startsWith('known'))), fail })
    })
  return { append, commits }
}
const idsOf = (store: ReturnType<typeof slowStore>) => store.commits.map(({ ids }) => ids.join(''))

test('small requests that wait together share a commit; each gets its own answer', async () => {
  const store = slowStore()
  const queue = new CommitQueue(store, LIMITS)
  const first = queue.append(events('a'))
  const others = [queue.append(events('b', 'known')), queue.append(events('c')), queue.append(events('d', 'e'))]
  expect(idsOf(store)).toEqual(['a'])
  store.commits[0]!.end()
  expect(await first).toEqual([true])
  await setImmediate()
  expect(idsOf(store)).toEqual(['a', 'bknownc'])
  store.commits[1]!.end()
  expect(await Promise.all(others.slice(0, 2))).toEqual([[true, false], [true]])
  await setImmediate()
  store.commits[2]!.end()
  expect(await others[2]).toEqual([true, true])
})

test('beyond what may wait, requests are refused with 429, and taken again when there is room', async () => {
  const store = slowStore()
  const queue = new CommitQueue(store, LIMITS)
  const waiting = [queue.append(events('a', 'b', 'c', 'd')), queue.append(events('e', 'f', 'g', 'h'))]
  expect(() => queue.append(events('i'))).toThrow(expect.objectContaining({ code: 'LOOP_BUSY', status: 429 }))
  store.commits[0]!.end()
  await waiting[0]
  await setImmediate()
  const next = queue.append(events('i'))
  store.commits[1]!.end()
  await waiting[1]
  await setImmediate()
  store.commits[2]!.end()
  expect(await next).toEqual([true])
})

test('a request larger than the limit is taken when nothing else waits', async () => {
  const store = slowStore()
  const queue = new CommitQueue(store, LIMITS)
  const big = queue.append(events(...'abcdefghij'))
  store.commits[0]!.end()
  expect(await big).toHaveLength(10)
})

test('a request that cannot be written does not fail those that shared its commit', async () => {
  const store = slowStore()
  const queue = new CommitQueue(store, LIMITS)
  const first = queue.append(events('a'))
  const shared = [queue.append(events('b')), queue.append(events('bad'))]
  store.commits[0]!.end()
  await first
  await setImmediate()
  store.commits[1]!.fail(new Error('no'))
  await setImmediate()
  store.commits[2]!.end()
  expect(await shared[0]).toEqual([true])
  await setImmediate()
  store.commits[3]!.fail(new Error('no'))
  await expect(shared[1]).rejects.toThrow('no')
})

test('a lost connection: once more, since appending twice is safe; a database that is gone: refused', async () => {
  const store = slowStore()
  const queue = new CommitQueue(store, LIMITS)
  const once = queue.append(events('a'))
  store.commits[0]!.fail(new LoopError('LOOP_DATABASE_LOST', 'lost', { status: 503 }))
  await setImmediate()
  store.commits[1]!.end()
  expect(await once).toEqual([true])
  await setImmediate()
  const gone = queue.append(events('b'))
  store.commits[2]!.fail(new LoopError('LOOP_DATABASE_UNREACHABLE', 'gone', { status: 503 }))
  await expect(gone).rejects.toThrow('gone')
})
