import type { Way } from './conflict-ways.ts'
import {
  type Conflict,
  type DeskMemory,
  type DeskState,
  type Done,
  FIRST,
  MOST_DONE,
  type Notice,
} from './desk-state.ts'
import { answerOf, type Form, formFrom, newForm, type SkipReason } from './form.ts'
import { type FormAction, stepForm } from './form-step.ts'
import { heldOf, isLost, type QueueApi, recordedIn } from './queue.ts'
import { paused, resumed, type Stopwatch, spentAt, startAt } from './stopwatch.ts'
import type { Sample } from './task.ts'

/**
 * One annotator's desk: the open sample, its form, the sample that comes next, and what was done. The screen shows its
 * state and tells it what was pressed; it talks to the queue. One thing at a time: while an answer is on its way, keys rest.
 */
export class Desk {
  #state: DeskState = FIRST
  #watch: Stopwatch
  /** Leased ahead, so that the next decision begins at once: one, taken when the first choice of the open one is made. */
  #upcoming: Sample[] = []
  #ahead: Promise<void> | null = null
  readonly #listeners = new Set<() => void>()
  readonly #api: QueueApi
  readonly #memory: DeskMemory
  readonly #now: () => number

  constructor(api: QueueApi, memory: DeskMemory, now: () => number) {
    this.#api = api
    this.#memory = memory
    this.#now = now
    this.#watch = startAt(now())
  }

  readonly state = (): DeskState => this.#state
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** The sample that lay open before the page was loaded, if its lease holds; else the next one. */
  async begin(): Promise<void> {
    const held = this.#memory.open()
    if (held === null) return this.next()
    this.#set({ phase: 'loading', problem: null })
    const sample = await this.#api.resume(held).catch(() => null)
    if (sample === null) return this.next()
    this.#open(sample)
  }

  /** Opens the next sample. */
  async next(): Promise<void> {
    await this.#ahead
    const ready = this.#upcoming.shift()
    if (ready !== undefined) return this.#open(ready)
    this.#memory.keepOpen(null)
    this.#set({ phase: 'loading', problem: null, sample: null, form: null, lost: null, late: false, conflict: null })
    try {
      const sample = await this.#api.next()
      if (sample === null) this.#set({ phase: 'empty' })
      else this.#open(sample)
    } catch (problem) {
      this.#set({ phase: 'failed', problem })
    }
  }

  /** Something happened to the form. The first choice brings the predictions, and the next sample ahead. */
  act(action: FormAction): void {
    const { sample, form, phase } = this.#state
    if (sample === null || form === null || phase !== 'working') return
    const next = stepForm(form, action, sample)
    if (next === form) return
    this.#set({ form: next })
    this.#memory.keepDraft(sample.sample_id, { form: next, spentMs: this.#spent() })
    if (form.part !== null || next.part === null) return
    if (sample.held_back) void this.#reveal(sample, next)
    this.#ahead ??= this.#takeAhead()
  }

  /** Hands the answer in and opens the next sample. */
  async submit(): Promise<void> {
    const { sample, form, phase, late } = this.#state
    if (sample === null || form === null || phase !== 'working') return
    const answer = answerOf(form, sample, Math.round(this.#spent() / 100) / 10)
    if (answer === null) return
    this.#set({ phase: 'sending', problem: null })
    try {
      const { labelId } = await this.#api.submit(heldOf(sample), answer, late)
      if (late) this.#tell('keptLate')
      await this.#finish({ kind: 'label', sampleId: sample.sample_id, labelId, form })
    } catch (error) {
      if (!isLost(error)) return this.#set({ phase: 'working', problem: error })
      const conflict: Conflict = { yours: answer, recorded: recordedIn(error), why: error.message }
      this.#set({ phase: 'working', conflict, lost: error.message })
    }
  }

  /** Ways on from a conflict. `edit` goes back to the form, with everything in it. */
  async settle(way: Way): Promise<void> {
    if (this.#state.conflict === null) return
    this.#set({ conflict: null, late: true })
    if (way === 'keep') return this.submit()
    if (way === 'discard') return this.putAside()
  }

  /** Leaves a sample that is lost: its draft goes, the next one comes. */
  async putAside(): Promise<void> {
    const { sample } = this.#state
    if (sample !== null) this.#memory.dropDraft(sample.sample_id)
    await this.next()
  }

  async skip(why: SkipReason): Promise<void> {
    const { sample, form, phase } = this.#state
    if (sample === null || form === null || phase !== 'working') return
    this.#set({ phase: 'sending', problem: null })
    try {
      await this.#api.skip(heldOf(sample), why)
      await this.#finish({ kind: 'skip', sampleId: sample.sample_id, leaseId: sample.lease_id, form })
    } catch (error) {
      this.#set(isLost(error) ? { phase: 'working', lost: error.message } : { phase: 'working', problem: error })
    }
  }

  /** Takes the last answer or skip back and opens its sample as it was; the open one waits, with its draft. */
  async undo(): Promise<void> {
    const { phase, done, sample: open, form } = this.#state
    if (phase !== 'working' && phase !== 'empty') return
    const last = done.at(-1)
    if (last === undefined) return this.#tell('nothingToUndo')
    this.#set({ phase: 'sending', problem: null, done: done.slice(0, -1) })
    try {
      const sample = await this.#takeBack(last)
      if (sample === null) {
        this.#set({ phase: open === null ? 'empty' : 'working' })
        return this.#tell('undoneForGood')
      }
      if (open !== null && form !== null && this.#state.lost === null) this.#upcoming.unshift(open)
      this.#open(sample, last.form)
      this.#tell('undone')
    } catch (error) {
      this.#set({ phase: open === null ? 'empty' : 'working' })
      this.#tell('undoRefused', error instanceof Error ? error.message : String(error))
    }
  }

  /** Says that somebody is still here; a lease that is lost is told at once. */
  async beat(): Promise<void> {
    const { sample, lost } = this.#state
    await Promise.all([
      sample !== null && lost === null ? this.#beatOpen(sample) : null,
      ...this.#upcoming.map((ahead) =>
        this.#api.beat(heldOf(ahead)).catch((error: unknown) => {
          if (isLost(error)) this.#upcoming = this.#upcoming.filter((each) => each !== ahead)
        }),
      ),
    ])
  }

  look(visible: boolean): void {
    this.#watch = visible ? resumed(this.#watch, this.#now()) : paused(this.#watch, this.#now())
  }

  /** The page goes: what was leased ahead goes back; the open sample stays leased for a while, its draft is kept. */
  leave(): void {
    for (const sample of this.#upcoming) this.#api.release(heldOf(sample))
    this.#upcoming = []
  }

  #spent = (): number => spentAt(this.#watch, this.#now())

  #open(sample: Sample, form?: Form): void {
    const draft = form === undefined ? this.#memory.draft(sample) : null
    const { returned } = sample
    const fresh = returned === null ? newForm(sample) : formFrom(returned.answer, sample)
    const opened = form ?? draft?.form ?? fresh
    this.#watch = startAt(this.#now(), draft?.spentMs ?? 0)
    this.#ahead = null
    this.#memory.keepOpen(heldOf(sample))
    this.#set({
      ...{
        phase: 'working',
        sample,
        lost: null,
        late: false,
        conflict: null,
        problem: null,
        opened: this.#state.opened + 1,
      },
      form: { ...opened, field: { kind: 'part' }, filter: '' },
    })
    if (form !== undefined) this.#memory.keepDraft(sample.sample_id, { form, spentMs: 0 })
    if (draft !== null) this.#tell('draftBack')
    if (opened.part !== null && sample.held_back) void this.#reveal(sample, opened)
  }

  async #finish(done: Done): Promise<void> {
    this.#memory.dropDraft(done.sampleId)
    this.#set({ done: [...this.#state.done, done].slice(-MOST_DONE) })
    await this.next()
  }

  #takeBack(last: Done): Promise<Sample | null> {
    if (last.kind === 'label') return this.#api.undo(last.sampleId, last.labelId)
    return this.#api.unskip({ sampleId: last.sampleId, leaseId: last.leaseId })
  }

  async #reveal(sample: Sample, { part }: Form): Promise<void> {
    if (part === null) return
    const shown = await this.#api.reveal(heldOf(sample), part).catch((error: unknown) => {
      if (isLost(error) && this.#isOpen(sample)) this.#set({ lost: error.message })
      return null
    })
    if (shown !== null && this.#isOpen(sample)) this.#set({ sample: shown })
  }

  async #takeAhead(): Promise<void> {
    if (this.#upcoming.length > 0) return
    const sample = await this.#api.next().catch(() => null)
    if (sample !== null) this.#upcoming.push(sample)
  }

  async #beatOpen(sample: Sample): Promise<void> {
    try {
      await this.#api.beat(heldOf(sample))
    } catch (error) {
      if (isLost(error) && this.#isOpen(sample)) this.#set({ lost: error.message })
    }
  }

  #isOpen({ lease_id }: Pick<Sample, 'lease_id'>): boolean {
    return this.#state.sample?.lease_id === lease_id
  }

  #tell(kind: Notice['kind'], detail?: string): void {
    const at = (this.#state.notice?.at ?? 0) + 1
    this.#set({ notice: { kind, at, ...(detail !== undefined && { detail }) } })
  }

  #set(change: Partial<DeskState>): void {
    this.#state = { ...this.#state, ...change }
    for (const listener of this.#listeners) listener()
  }
}
