import { beforeEach, describe, expect, test, vi } from 'vitest'
import { ApiError } from '../../../web/api/api-error.ts'
import { Desk } from '../../../web/pages/annotate/desk.ts'
import type { DeskMemory } from '../../../web/pages/annotate/desk-state.ts'
import type { Draft } from '../../../web/pages/annotate/draft.ts'
import type { Held, QueueApi } from '../../../web/pages/annotate/queue.ts'
import type { Sample } from '../../../web/pages/annotate/task.ts'
import { aSample } from './samples.ts'

const lost = (recorded: unknown[] = []) => new ApiError('LOOP_LEASE_LOST', 'it ran out', 409, { recorded })
const sampleNo = (n: number): Sample => aSample({ sample_id: `s-${n}`, lease_id: `lease-${n}` })

let waiting: Sample[]
let memory: DeskMemory & { drafts: Map<string, Draft>; held: Held | null }
let api: QueueApi
let now: number
let desk: Desk

beforeEach(async () => {
  waiting = [1, 2, 3].map(sampleNo)
  now = 0
  const drafts = new Map<string, Draft>()
  memory = {
    ...{ drafts, held: null },
    draft: ({ sample_id }) => drafts.get(sample_id) ?? null,
    keepDraft: (id, draft) => void drafts.set(id, draft),
    dropDraft: (id) => void drafts.delete(id),
    open: () => memory.held,
    keepOpen: (held) => void (memory.held = held),
  }
  api = {
    next: vi.fn(async () => waiting.shift() ?? null),
    resume: vi.fn(async ({ sampleId }) => aSample({ sample_id: sampleId })),
    submit: vi.fn(async ({ sampleId }) => ({ labelId: `l-${sampleId}` })),
    skip: vi.fn(async () => {}),
    unskip: vi.fn(async ({ sampleId }) => aSample({ sample_id: sampleId, lease_id: 'lease-again' })),
    undo: vi.fn(async (sampleId) => aSample({ sample_id: sampleId, lease_id: 'lease-again', held_back: false })),
    reveal: vi.fn(async ({ sampleId, leaseId }) =>
      aSample({ sample_id: sampleId, lease_id: leaseId, held_back: false, first_choice: 'intent' }),
    ),
    beat: vi.fn(async () => {}),
    release: vi.fn(),
  }
  desk = new Desk(api, memory, () => now)
  await desk.begin()
})
const choose = (index: number) => desk.act({ do: 'choose', index })
const open = () => desk.state().sample?.sample_id
const settled = () => vi.waitFor(() => expect(desk.state().phase).not.toBe('sending'))

describe('the desk', () => {
  test('the first choice asks for the predictions, once, and takes the next sample ahead', async () => {
    choose(0)
    choose(0)
    await vi.waitFor(() => expect(desk.state().sample?.held_back).toBe(false))
    expect(api.reveal).toHaveBeenCalledExactlyOnceWith({ sampleId: 's-1', leaseId: 'lease-1' }, 'intent')
    expect(api.next).toHaveBeenCalledTimes(2)
    await desk.submit()
    expect([open(), desk.state().opened, desk.state().form?.field.kind]).toEqual(['s-2', 2, 'part'])
    expect(api.next).toHaveBeenCalledTimes(2)
  })

  test('without a choice nothing is sent', async () => {
    await desk.submit()
    expect(api.submit).not.toHaveBeenCalled()
  })

  test('undo brings the form back as it was, and the open sample waits with its own', async () => {
    choose(0)
    desk.act({ do: 'write', field: 'reply', text: '更好的回复' })
    const before = desk.state().form
    await desk.submit()
    choose(4)
    await desk.undo()
    expect(open()).toBe('s-1')
    expect(desk.state().form).toEqual({ ...before, field: { kind: 'part' } })
    expect(api.undo).toHaveBeenCalledWith('s-1', 'l-s-1')
    await desk.submit()
    expect([open(), desk.state().form?.part]).toEqual(['s-2', 'none'])
  })

  test('a skip is taken back too; with nothing to take back it says so', async () => {
    await desk.undo()
    expect(desk.state().notice?.kind).toBe('nothingToUndo')
    await desk.skip('unclear')
    expect(open()).toBe('s-2')
    await desk.undo()
    expect(open()).toBe('s-1')
    expect(api.unskip).toHaveBeenCalledWith({ sampleId: 's-1', leaseId: 'lease-1' })
  })

  test('an undo that is refused leaves the open sample and what was written in it', async () => {
    choose(0)
    await desk.submit()
    choose(2)
    const { form } = desk.state()
    vi.mocked(api.undo).mockRejectedValueOnce(new ApiError('LOOP_UNDO_REFUSED', 'a snapshot holds it', 409))
    await desk.undo()
    expect([open(), desk.state().form, desk.state().notice?.kind]).toEqual(['s-2', form, 'undoRefused'])
  })

  test('a stale answer becomes a conflict, and keeping it sends the same again as a late one', async () => {
    choose(0)
    desk.act({ do: 'write', field: 'remark', text: 'mine' })
    vi.mocked(api.submit).mockRejectedValueOnce(lost([{ annotator: 'bob' }]))
    await desk.submit()
    expect(desk.state()).toMatchObject({
      phase: 'working',
      conflict: { yours: { remark: 'mine' }, recorded: [{ annotator: 'bob' }] },
    })
    await desk.settle('keep')
    const [first, second] = vi.mocked(api.submit).mock.calls
    expect([first![2], second![2]]).toEqual([false, true])
    expect(second![1]).toEqual(first![1])
    await settled()
    expect(open()).toBe('s-2')
  })

  test('from a conflict one may go on editing, or give one’s answer up', async () => {
    choose(0)
    desk.act({ do: 'write', field: 'remark', text: 'mine' })
    vi.mocked(api.submit).mockRejectedValue(lost())
    await desk.submit()
    await desk.settle('edit')
    expect(desk.state()).toMatchObject({ conflict: null, late: true, form: { remark: 'mine' } })
    await desk.submit()
    await desk.settle('discard')
    expect([open(), desk.state().late, memory.drafts.has('s-1')]).toEqual(['s-2', false, false])
  })

  test('a heartbeat tells at once that the lease is lost; the text stays, and so does the draft', async () => {
    choose(0)
    desk.act({ do: 'write', field: 'reply', text: 'long work' })
    vi.mocked(api.beat).mockRejectedValueOnce(lost())
    await desk.beat()
    expect(desk.state()).toMatchObject({ lost: 'it ran out', form: { betterReply: 'long work' } })
    expect(memory.drafts.get('s-1')?.form.betterReply).toBe('long work')
  })

  test('a failure of another kind loses nothing, and can be tried again', async () => {
    choose(0)
    const { form } = desk.state()
    vi.mocked(api.submit).mockRejectedValueOnce(new ApiError('UNREACHABLE', 'no answer', 0))
    await desk.submit()
    expect(desk.state()).toMatchObject({ phase: 'working', form, lost: null })
    await desk.submit()
    expect(open()).toBe('s-2')
  })

  test('a page that was loaded anew opens the same sample with its draft and the time spent', async () => {
    now = 4000
    choose(0)
    const again = new Desk(api, memory, () => now)
    await again.begin()
    expect(again.state()).toMatchObject({
      sample: { sample_id: 's-1' },
      form: { part: 'intent' },
      notice: { kind: 'draftBack' },
    })
    now = 6000
    await again.submit()
    expect(vi.mocked(api.submit).mock.calls.at(-1)![1].seconds).toBe(6)
    expect(memory.drafts.has('s-1')).toBe(false)
  })

  test('time while nobody looks does not count', async () => {
    now = 3000
    desk.look(false)
    now = 60_000
    desk.look(true)
    now = 62_000
    choose(0)
    await desk.submit()
    expect(vi.mocked(api.submit).mock.calls[0]![1].seconds).toBe(5)
  })

  test('an item that was given back begins with its earlier labels and texts; the first question stays open', async () => {
    const turn = { event_id: 'a2', intent: 'price', objection: 'gone', style: null }
    const answer = { part: 'policy', turns: [turn], better_reply: null, remark: 'before' }
    const returned = { remark: 'look again', who: 'lead', at: 1, answer }
    waiting = [aSample({ sample_id: 's-9', returned } as unknown as Partial<Sample>)]
    choose(0)
    await desk.submit()
    await desk.submit()
    expect(open()).toBe('s-9')
    expect(desk.state().form).toMatchObject({
      part: null,
      turns: { a2: { intent: 'price', objection: null } },
      remark: 'before',
    })
  })

  test('leaving gives back what was taken ahead, not what lies open', async () => {
    choose(0)
    await vi.waitFor(() => expect(api.next).toHaveBeenCalledTimes(2))
    await Promise.resolve()
    desk.leave()
    expect(vi.mocked(api.release).mock.calls).toEqual([[{ sampleId: 's-2', leaseId: 'lease-2' }]])
  })

  test('the end of the queue is a state of its own, and undo works from there', async () => {
    waiting = []
    choose(0)
    await desk.submit()
    expect(desk.state().phase).toBe('empty')
    await desk.undo()
    expect([desk.state().phase, open()]).toEqual(['working', 's-1'])
  })
})
