import { expect, test } from 'vitest'
import type { LabelDesk } from '../../src/labels/label-desk.ts'
import { emptyTaxonomy, type Taxonomy, type TaxonomyLabel } from '../../src/labels/taxonomy.ts'
import type { LabelUse, TaxonomyStep } from '../../src/labels/taxonomy-store.ts'
import type { TaxonomyPorts } from '../../src/loop/change-taxonomy.ts'
import { liveLabels } from '../../src/loop/offer-live-labels.ts'
import { labelsInUse, replaceTaxonomy } from '../../src/loop/replace-taxonomy.ts'
import { sealFiles } from '../../src/models/manifest.ts'
import type { Task } from '../../src/models/task.ts'

const named = (id: string): TaxonomyLabel => ({ id, nameEn: null, nameZh: null })
const NOTHING = { turns: 0, examples: 0, goldItems: 0, machineLabels: 0 }
const files = (labels: string[]) => sealFiles({ kind: 'x', format: 1, labels }, new Map())

/** One live bundle with an intent model, a canary of another assistant, and what hangs on labels. */
function world(start: Partial<Taxonomy>, use: readonly LabelUse[] = [], live = ['a', 'b'], canary: string[] = []) {
  let taxonomy: Taxonomy = { ...emptyTaxonomy, version: 3, ...start }
  const steps: TaxonomyStep[] = []
  let reads = 0
  const models: Record<string, string[]> = { 'm-live': live, 'm-canary': canary }
  const bundle = async (id: string) => ({ models: { intent: { id: id.replace('b-', 'm-'), sha256: '' } } })
  const states = async () => ({
    byDefault: { live: 'b-live', canary: null },
    own: new Map([['shop', { live: null, canary: { bundle: 'b-canary' } }]]),
  })
  const desk = {
    taxonomy: async () => taxonomy,
    keepTaxonomy: async (next: Taxonomy) => (taxonomy = next) === next,
  } as unknown as LabelDesk
  const store = {
    async get({ id }: { id: string }) {
      reads++
      return files(models[id]!)
    },
  }
  const ports = {
    taxonomy: desk,
    versions: {
      use: async (_: unknown, labels: readonly string[]) => use.filter(({ label }) => labels.includes(label)),
      keepAll: async (made: readonly TaxonomyStep[]) => {
        steps.push(...made)
        taxonomy = made.at(-1)!.next
        return true
      },
    },
    machine: { rules: async () => [{ ruleId: 'r', task: 'intent', enabled: true, label: 'ruled' }] },
    registry: { bundle, states },
    models: store,
  } as unknown as TaxonomyPorts
  const waiting: Record<Task, string[]> = { intent: [], objection: [] }
  const looks = { count: 0 }
  const seen = {
    async waiting() {
      looks.count++
      return waiting
    },
  }
  const offer = liveLabels({ desk, registry: ports.registry as never, models: store as never, seen })
  return { ports, steps, offer, now: () => taxonomy, reads: () => reads, waiting, looks }
}
const order = (ids: string[], force = false) => ({
  lists: { intent: ids.map(named), objection: null },
  from: null,
  force,
  who: 'mia',
  why: 'shorter',
})
const ids = (taxonomy: Taxonomy) => taxonomy.tasks.intent.map(({ id }) => id)

test('what live models and canaries say may be chosen before anybody saw it; files are read once', async () => {
  const { offer, now, reads } = world({}, [], ['a', 'b'], ['b', 'c'])
  await offer(0)
  expect(ids(now()).sort()).toEqual(['a', 'b', 'c'])
  await offer(1)
  expect([now().version, reads()]).toEqual([4, 2])
})

test('so may what conversations in the queue carry; the queue is looked at once in a while, and not for decided lists', async () => {
  const { offer, now, waiting, looks } = world({}, [], [])
  waiting.intent.push('others say so', '')
  waiting.objection.push('price')
  await offer(0)
  expect([ids(now()), now().tasks.objection.map(({ id }) => id)]).toEqual([['others say so'], ['price']])
  waiting.intent.push('later')
  await offer(9_999)
  expect(ids(now())).toEqual(['others say so'])
  await offer(10_000)
  expect([ids(now()), looks.count]).toEqual([['others say so', 'later'], 2])
  const set = world({ decided: ['intent', 'objection'] })
  await set.offer(0)
  expect(set.looks.count).toBe(0)
})

test('a list that people set stays as they set it, and a label that was given up does not return', async () => {
  const set = world({ tasks: { intent: [named('a')], objection: [] }, decided: ['intent'] })
  await set.offer(0)
  expect(ids(set.now())).toEqual(['a'])
  const moved = world({ moved: { intent: { a: { kind: 'to', to: 'b', version: 2 } } } })
  await moved.offer(0)
  expect(ids(moved.now())).toEqual(['b'])
})

test.each<[string, LabelUse | null, string]>([
  ['answers', { label: 'x', ...NOTHING, turns: 1 }, "'x' (1 labelled turn)"],
  ['examples', { label: 'x', ...NOTHING, examples: 2 }, "'x' (2 examples)"],
  ['gold items', { label: 'x', ...NOTHING, goldItems: 3 }, "'x' (3 gold items)"],
  ['machine labels', { label: 'x', ...NOTHING, machineLabels: 4 }, "'x' (4 machine labels)"],
  ['answers under an earlier name', { label: 'old', ...NOTHING, turns: 5 }, "'x' (5 labelled turns)"],
])('a list without a label that has %s is refused, and nothing changes', async (_, use, words) => {
  const tasks = { intent: [named('x'), named('kept')], objection: [] }
  const { ports, steps } = world({ tasks, moved: { intent: { old: { kind: 'to', to: 'x', version: 2 } } } }, [use!])
  const done = await replaceTaxonomy(order(['kept']), ports, 9)
  expect(done).toMatchObject({ kind: 'in_use', dropped: [{ task: 'intent', label: 'x' }] })
  expect(labelsInUse(done.kind === 'in_use' ? done.dropped : []).message).toContain(words)
  expect(steps).toEqual([])
})

test('so is one without a label of a live model or of a rule; an unused one may go', async () => {
  const { ports, now } = world({ tasks: { intent: ['a', 'ruled', 'free'].map(named), objection: [] } })
  const refused = await replaceTaxonomy(order([]), ports, 9)
  expect(refused).toMatchObject({
    kind: 'in_use',
    dropped: [
      { label: 'a', models: ['m-live'] },
      { label: 'ruled', rules: ['r'] },
    ],
  })
  expect((await replaceTaxonomy(order(['a', 'ruled']), ports, 9)).kind).toBe('replaced')
  expect(now().moved).toBeUndefined()
})

test('force retires what is in use, each by a line of its own, then sets the list', async () => {
  const use = [{ label: 'x', ...NOTHING, turns: 1 }]
  const { ports, steps, now } = world({ tasks: { intent: ['a', 'x', 'free'].map(named), objection: [] } }, use)
  await replaceTaxonomy(order(['new'], true), ports, 9)
  expect(steps.map(({ next, change }) => [next.version, change && { ...change.change, who: change.who }])).toEqual([
    [4, { kind: 'retire', from: 'a', who: 'mia' }],
    [5, { kind: 'retire', from: 'x', who: 'mia' }],
    [6, null],
  ])
  expect(now()).toMatchObject({
    decided: ['intent'],
    moved: { intent: { a: { kind: 'retired' }, x: { kind: 'retired' } } },
  })
  expect(ids(now())).toEqual(['new'])
})

test('many labels are counted, the first five named', () => {
  const dropped = Array.from({ length: 12 }, (_, i) => ({
    ...{ task: 'intent' as const, label: `l${i}`, ...NOTHING, turns: 1, models: [], rules: [] },
  }))
  expect(labelsInUse(dropped).message).toMatch(
    /leave out 12 labels in use, 'l0'.*'l4' \(1 labelled turn\) and 7 more\./,
  )
})
