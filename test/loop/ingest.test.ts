import { expect, test } from 'vitest'
import { lineItem } from '../../src/app/http/event-body.ts'
import type { AcceptedEvent } from '../../src/events/accept.ts'
import { defaultConfig } from '../../src/features/config.ts'
import { ConversationCap } from '../../src/loop/conversation-cap.ts'
import { ingest } from '../../src/loop/ingest.ts'
import { Tombstones, tombstoneHash } from '../../src/privacy/tombstones.ts'

/** A store in memory, that counts how often it was asked. */
function memory() {
  const stored = new Map<string, AcceptedEvent>()
  const asked = { counts: 0, known: 0 }
  return {
    asked,
    async append(events: readonly AcceptedEvent[]) {
      return events.map((one) => {
        const fresh = !stored.has(one.event.id)
        stored.set(one.event.id, one)
        return fresh
      })
    },
    async countOf(ids: readonly string[]) {
      asked.counts++
      const named = [...stored.values()].filter((one) => one.storedType !== 'turn')
      return new Map(ids.map((id) => [id, named.filter((one) => one.event.conversationId === id).length]))
    },
    async known(ids: readonly string[]) {
      asked.known++
      return new Set(ids.filter((id) => stored.has(id)))
    },
  }
}

const said = (id: string, conversation = 'bot') =>
  lineItem(
    JSON.stringify({ event_id: id, type: 'user_message', conversation_id: conversation, received_at: 1, text: 'hi' }),
  )
const turn = (id: string) =>
  lineItem(
    JSON.stringify({
      event_id: id,
      type: 'turn',
      conversation_id: 'bot',
      received_at: 1,
      message: 'hi',
      response_generated: 'hello',
    }),
  )
const options = { reading: { kind: 'lenient', until: null }, lateness: defaultConfig, mask: null } as const

test('beyond the bound a conversation takes no more; what is known stays known, and others are not concerned', async () => {
  const events = memory()
  const cap = new ConversationCap(events, 3)
  const send = (...items: ReturnType<typeof said>[]) =>
    ingest(items, options, { events, cap, tombstones: new Tombstones() })
  expect(await send(said('1'), said('2'))).toEqual({ accepted: 2, duplicates: 0, rejected: [] })
  const answer = await send(said('2'), said('3'), said('4'), said('5', 'other'))
  expect(answer).toMatchObject({ accepted: 2, duplicates: 1, rejected: [{ index: 2, code: 'too_many' }] })
  expect(await send(said('1'), said('3'))).toEqual({ accepted: 0, duplicates: 2, rejected: [] })
})

test('a flat row counts as its parts', async () => {
  const events = memory()
  const cap = new ConversationCap(events, 3)
  const send = (...items: ReturnType<typeof said>[]) =>
    ingest(items, options, { events, cap, tombstones: new Tombstones() })
  expect(await send(turn('a'), turn('b'))).toMatchObject({ accepted: 1, rejected: [{ index: 1, code: 'too_many' }] })
  expect(await send(said('c'), said('d'))).toMatchObject({ accepted: 1, rejected: [{ index: 1, code: 'too_many' }] })
})

test('what another process, or an earlier one, stored counts too', async () => {
  const events = memory()
  await ingest([said('1'), said('2'), said('3')], options, {
    events,
    cap: new ConversationCap(events, 3),
    tombstones: new Tombstones(),
  })
  const later = { events, cap: new ConversationCap(events, 3), tombstones: new Tombstones() }
  await ingest([said('4'), said('5'), said('6'), said('7')], options, later)
  expect((await events.countOf(['bot'])).get('bot')).toBe(3)
})

test('ordinary conversations cost no question to the table', async () => {
  const events = memory()
  const cap = new ConversationCap(events, 5000)
  for (let i = 0; i < 50; i++)
    await ingest([said(`a${i}`, 'a'), said(`b${i}`, 'b')], options, { events, cap, tombstones: new Tombstones() })
  expect(events.asked).toEqual({ counts: 0, known: 0 })
})

test('who was erased stays out, and the sender is told', async () => {
  const tombstones = new Tombstones()
  tombstones.replace({
    secret: 's',
    hashes: [{ kind: 'conversation', hash: tombstoneHash('s', 'conversation', 'gone') }],
  })
  const events = memory()
  const cap = new ConversationCap(events, 100)
  const answer = await ingest([said('a', 'gone'), said('b', 'here')], options, { events, cap, tombstones })
  expect(answer).toMatchObject({ accepted: 1, duplicates: 0, rejected: [{ index: 0, code: 'erased' }] })
})
