import axe from 'axe-core'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { cleanUp, type Service, startService } from '../process/service.ts'
import { AnnotateQueue } from './annotate-queue.ts'
import { type ConsolePage, closeBrowser, openPage } from './browser.ts'

const MINUTE = 60_000
const PREDICTION = /predicted_intent":|_confidence":|0\.(3127|2871|9132|4413|6173)/

let service: Service
let queue: AnnotateQueue
let said = 0
beforeAll(async () => {
  service = await startService({ args: ['--clock=replay'] })
  queue = new AnnotateQueue(service)
  await queue.prepare()
})
afterAll(async () => {
  await closeBrowser()
  await cleanUp()
})
// Each test has conversations of its own; what an earlier one left waiting is older than all leases.
beforeEach(() => queue.wait(11 * MINUTE))

const more = (count: number): Promise<void> =>
  queue.tell(Array.from({ length: count }, () => `said-${String(said++).padStart(3, '0')}`))

/** A desk of this name, with a sample open. */
async function sitDown(name: string, options: Parameters<typeof openPage>[1] = {}): Promise<ConsolePage> {
  const opened = await openPage(service.url, options)
  await opened.page.addInitScript((annotator) => localStorage.setItem('salesloop.annotator', annotator), name)
  await opened.page.goto('/annotate')
  await working(opened.page)
  return opened
}
const working = (page: Page) => page.locator('[data-phase=working]').waitFor()
const heldBy = (page: Page, name: string): Promise<string> =>
  page.evaluate((who) => (sessionStorage.getItem(`salesloop.open.${who}`) ?? '').split('\n')[0]!, name)
const activeField = (page: Page) => page.locator('section[data-active]').getAttribute('data-field')
/** The focus is inside the field with the keys. */
const focusIsThere = (page: Page) =>
  page.evaluate(() => document.activeElement?.closest('section[data-active]')?.getAttribute('data-field') ?? null)
const answersOf = async (name: string, standing = true) =>
  (await service.get(`/v1/labels?annotator=${name}&standing=${standing}&limit=1000`)).json.labels
/** Submits by key and waits until the next decision, or the end of the queue, is there. */
async function submit(page: Page, name: string): Promise<void> {
  const before = await heldBy(page, name)
  await page.keyboard.press('Control+Enter')
  await page.waitForFunction(
    ([who, id]) => (sessionStorage.getItem(`salesloop.open.${who}`) ?? '').split('\n')[0] !== id,
    [name, before] as const,
  )
  await page.locator('[data-phase=working], [data-phase=empty]').first().waitFor()
}

test('twenty items by keyboard alone, with a skip and undo; the focus is where the next decision begins', async () => {
  await more(21)
  const { page, problems, close } = await sitDown('kai')
  for (let i = 0; i < 20; i++) {
    await expect.poll(() => focusIsThere(page)).toBe('part')
    if (i % 3 === 0) {
      await page.keyboard.press('n')
    } else {
      await page.keyboard.press('1')
      expect(await activeField(page)).toMatch(/^intent\//)
      await page.keyboard.press('1')
      expect(await activeField(page)).toMatch(/^objection\//)
      await page.keyboard.press('2')
    }
    if (i === 4) {
      await page.keyboard.press('r')
      await page.keyboard.type('It costs 99, z and 1 and s are letters here.')
      await page.locator('[data-diff] ins').first().waitFor()
    }
    await submit(page, 'kai')
    if (i !== 10) continue
    const [last] = await answersOf('kai')
    await page.keyboard.press('z')
    await expect.poll(() => heldBy(page, 'kai')).toBe(last.sample_id)
    await working(page)
    await expect.poll(() => page.locator('section[data-field=part] [aria-checked=true]').count()).toBe(1)
    await page.keyboard.press('n')
    await submit(page, 'kai')
  }
  await page.keyboard.press('s')
  await expect.poll(() => focusIsThere(page)).toBe('skip')
  await page.keyboard.press('3')
  await page.getByText('Nothing to annotate right now').waitFor()
  await page.keyboard.press('z')
  await working(page)
  expect(await answersOf('kai')).toHaveLength(20)
  expect(await answersOf('kai', false)).toHaveLength(1)
  const better = (await answersOf('kai')).filter(
    (label: { better_reply: string | null }) => label.better_reply !== null,
  )
  expect(better).toMatchObject([{ at_fault: true, better_reply: 'It costs 99, z and 1 and s are letters here.' }])
  expect(better[0].turns[0]).toMatchObject({ intent: 'price', objection: 'too_expensive' })
  await expect.poll(() => page.locator('[data-progress]').first().innerText()).toContain('20 answered')
  await page.keyboard.press('n')
  await submit(page, 'kai')
  expect(problems).toEqual([])
  await close()
})

test('a filter finds a label in a long list by typing, in Chinese too; Enter takes it', async () => {
  await more(1)
  const { page, problems, close } = await sitDown('lin', { language: 'zh' })
  await page.keyboard.press('1')
  await page.keyboard.press('/')
  await page.keyboard.insertText('投诉')
  await page.keyboard.press('Enter')
  expect(await activeField(page)).toMatch(/^objection\//)
  await expect.poll(() => page.locator('section[data-field^="intent/"]').first().innerText()).toContain('投诉')
  await submit(page, 'lin')
  expect((await answersOf('lin'))[0].turns[0].intent).toBe('complaint')
  expect(problems).toEqual([])
  await close()
})

test('while an input method composes no key does anything; what it commits is text', async () => {
  await more(2)
  const { page, problems, close } = await sitDown('mei', { language: 'zh' })
  await page.keyboard.press('1')
  await page.keyboard.press('r')
  const session = await page.context().newCDPSession(page)
  const compose = (text: string) =>
    session.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length })
  const before = await heldBy(page, 'mei')
  for (const text of ['n', 'ni', 'nih', 'niha', 'nihao']) await compose(text)
  // What a browser sends for keys that the input method takes: composing, or the old code 229.
  await page.evaluate(() => {
    for (const over of [{ isComposing: true }, { keyCode: 229 }])
      for (const [key, ctrlKey] of [
        ['1', false],
        ['Enter', true],
        ['z', true],
        ['Escape', false],
        ['s', false],
        ['?', false],
      ] as const)
        for (const target of [document.activeElement!, document.body])
          target.dispatchEvent(new KeyboardEvent('keydown', { key, ctrlKey, bubbles: true, cancelable: true, ...over }))
  })
  expect(await heldBy(page, 'mei')).toBe(before)
  expect(await activeField(page)).toBe('reply')
  expect(await page.locator('[data-key-help]').count()).toBe(0)
  expect(await answersOf('mei')).toEqual([])
  await session.send('Input.insertText', { text: '您好' })
  await expect.poll(() => page.locator('section[data-field=reply] textarea').inputValue()).toBe('您好')
  await submit(page, 'mei')
  expect(await answersOf('mei')).toMatchObject([{ better_reply: '您好' }])
  expect(problems).toEqual([])
  await close()
})

test('two browsers on one item: the later one sees both answers, loses no text, and keeps its own beside', async () => {
  await more(1)
  const late = await sitDown('nia')
  await late.page.keyboard.press('4')
  await late.page.keyboard.press('m')
  await late.page.keyboard.type('a long thought')
  const sample = await heldBy(late.page, 'nia')
  await queue.wait(11 * MINUTE)
  const early = await sitDown('olu')
  expect(await heldBy(early.page, 'olu')).toBe(sample)
  await early.page.keyboard.press('n')
  await submit(early.page, 'olu')
  await late.page.keyboard.press('Control+Enter')
  const dialog = late.page.locator('[data-conflict]')
  await dialog.waitFor()
  await expect.poll(() => dialog.innerText()).toContain('a long thought')
  await expect.poll(() => dialog.innerText()).toContain('Answer of olu')
  await expect.poll(() => dialog.innerText()).toContain('Not the model')
  await late.page.keyboard.press('2')
  await dialog.waitFor({ state: 'detached' })
  await expect.poll(() => late.page.locator('section[data-field=remark] textarea').inputValue()).toBe('a long thought')
  await submit(late.page, 'nia')
  expect(await answersOf('nia')).toMatchObject([{ purpose: 'late', part: 'policy', remark: 'a long thought' }])
  expect((await service.get(`/v1/samples/${sample}`)).json).toMatchObject({ answers: 1, wanted: 1 })
  expect([...late.problems, ...early.problems]).toEqual([])
  await late.close()
  await early.close()
})

test('a lost lease is told when one comes back to the tab, and the text is still there', async () => {
  await more(1)
  const { page, problems, close } = await sitDown('pia')
  await page.keyboard.press('1')
  await page.keyboard.press('r')
  await page.keyboard.type('not to be lost')
  await queue.wait(11 * MINUTE)
  await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')))
  await page.getByText('The lease of this item is over').waitFor()
  await expect.poll(() => page.locator('section[data-field=reply] textarea').inputValue()).toBe('not to be lost')
  // Nobody was faster: it counts all the same.
  await submit(page, 'pia')
  expect(await answersOf('pia')).toMatchObject([{ purpose: 'review', better_reply: 'not to be lost' }])
  expect(problems).toEqual([])
  await close()
})

test('a draft survives a reload, under the same lease, and goes when it was sent', async () => {
  await more(1)
  const { page, problems, close } = await sitDown('qin')
  await page.keyboard.press('3')
  await page.keyboard.press('r')
  await page.keyboard.type('half a sent')
  const sample = await heldBy(page, 'qin')
  await page.reload()
  await working(page)
  expect(await heldBy(page, 'qin')).toBe(sample)
  await expect.poll(() => page.locator('section[data-field=reply] textarea').inputValue()).toBe('half a sent')
  const drafts = () =>
    page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith('salesloop.draft.')))
  expect(await drafts()).toEqual([`salesloop.draft.qin.${sample}`])
  await submit(page, 'qin')
  expect(await drafts()).toEqual([])
  expect(problems).toEqual([])
  await close()
})

test('before the first choice no answer of the service holds a prediction; afterwards it does, unless it stays blind', async () => {
  await more(12)
  const opened = await openPage(service.url)
  let bodies: Promise<string>[] = []
  opened.page.on('response', (response) => {
    if (response.url().includes('/v1/')) bodies.push(response.text().catch(() => ''))
  })
  const holdPrediction = async () => PREDICTION.test((await Promise.all(bodies)).join())
  await opened.page.addInitScript(() => localStorage.setItem('salesloop.annotator', 'rui'))
  await opened.page.goto('/annotate')
  await working(opened.page)
  const seen: { blind: boolean; before: boolean; after: boolean }[] = []
  for (let i = 0; i < 12; i++) {
    await opened.page.waitForLoadState('networkidle')
    const before = await holdPrediction()
    const blind = (await opened.page.getByText('This one stays blind').count()) > 0
    expect(await opened.page.locator('[data-prediction]').count()).toBe(0)
    bodies = []
    await opened.page.keyboard.press('n')
    if (blind) await opened.page.waitForLoadState('networkidle')
    else await opened.page.locator('[data-prediction]').first().waitFor()
    const after = await holdPrediction()
    seen.push({ blind, before, after })
    bodies = []
    await submit(opened.page, 'rui')
  }
  expect(seen).toEqual(seen.map(({ blind }) => ({ blind, before: false, after: !blind })))
  const labels = await answersOf('rui')
  expect(
    labels.map((label: { blind: boolean; prediction_shown: boolean }) => label.blind !== label.prediction_shown),
  ).toEqual(labels.map(() => true))
  expect(seen.filter(({ blind }) => blind).length).toBe(labels.filter(({ blind }: { blind: boolean }) => blind).length)
  expect(opened.problems).toEqual([])
  await opened.close()
})

test('single messages: a label of their own by digit or none by 0, always blind, until none waits', async () => {
  await more(2)
  for (let i = 0; i < 2; i++) {
    const { sample } = (await service.post('/v1/queue/next', { annotator: 'tao' })).json
    const turns = [{ event_id: sample.random_turn, intent: 'size' }]
    const answer = { lease_id: sample.lease_id, annotator: 'tao', at_fault: false, part: 'none', turns }
    await service.post(`/v1/samples/${sample.sample_id}/labels`, answer)
  }
  const into = [{ id: 'size_shoe' }, { id: 'size_shirt' }]
  const split = { task: 'intent', change: { kind: 'split', from: 'size', into }, who: 'lead', why: 'too wide' }
  expect((await service.post('/v1/taxonomy/changes', split)).status).toBe(201)
  const { page, problems, close } = await openPage(service.url)
  await page.addInitScript(() => localStorage.setItem('salesloop.annotator', 'una'))
  await page.goto('/annotate?queue=texts')
  for (const key of ['2', '0']) {
    await working(page)
    await page.locator('[data-text]').waitFor()
    const before = await page.locator('section[data-active]').getAttribute('data-field')
    await expect.poll(() => focusIsThere(page)).toBe(before)
    await page.keyboard.press(key)
    await page.keyboard.press('Control+Enter')
    await expect.poll(() => page.locator(`section[data-field="${before}"]`).count()).toBe(0)
  }
  await page.getByText('Nothing to annotate right now').waitFor()
  const { text_tasks } = (await service.get('/v1/text-tasks?kind=split')).json
  expect(new Set(text_tasks.map((task: { label: string | null }) => task.label))).toEqual(new Set(['size_shirt', null]))
  expect(problems).toEqual([])
  await close()
})

test('an item that was given back says by whom and why, with the earlier labels and texts filled in', async () => {
  await more(1)
  const { sample } = (await service.post('/v1/queue/next', { annotator: 'vic' })).json
  const turns = [{ event_id: sample.random_turn, intent: 'colour' }]
  const answer = {
    lease_id: sample.lease_id,
    annotator: 'vic',
    at_fault: true,
    part: 'policy',
    turns,
    remark: 'first try',
  }
  const { label_id } = (await service.post(`/v1/samples/${sample.sample_id}/labels`, answer)).json
  const back = { label_id, remark: 'look at the second reply again', who: 'lead' }
  expect((await service.post(`/v1/samples/${sample.sample_id}/return`, back)).status).toBe(201)
  const { page, problems, close } = await sitDown('vic')
  expect(await heldBy(page, 'vic')).toBe(sample.sample_id)
  await page.getByText('lead gave this item back to you').waitFor()
  await page.keyboard.press('n') // brings the predictions: the notice must stay
  await page.waitForLoadState('networkidle')
  await page.getByText('look at the second reply again').waitFor()
  await expect.poll(() => page.locator('section[data-field=remark] textarea').inputValue()).toBe('first try')
  await submit(page, 'vic')
  expect(await answersOf('vic')).toMatchObject([{ part: 'none', remark: 'first try', turns: [{ intent: 'colour' }] }])
  expect(problems).toEqual([])
  await close()
})

test.each(['light', 'dark'] as const)('axe finds nothing serious on a desk at work, %s', async (appearance) => {
  await more(1)
  const { page, close } = await sitDown(`axe-${appearance}`, { appearance })
  const serious = async (): Promise<string[]> => {
    await page.evaluate(axe.source)
    const { violations } = await page.evaluate(() => (globalThis as unknown as { axe: typeof axe }).axe.run('#main'))
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)
  }
  expect(await serious()).toEqual([])
  for (const key of ['1', 'r', 'x', 'Escape', 'g']) await page.keyboard.press(key)
  await page.getByText('What the labels mean').waitFor()
  if (appearance === 'light') expect(await serious()).toEqual([])
  await page.keyboard.press('n')
  await submit(page, `axe-${appearance}`)
  await close()
})

test('on a phone: nothing scrolls sideways, targets are large, the conversation comes first', async () => {
  await more(2)
  const { page, problems, close } = await sitDown('sol', { language: 'zh', width: 390, height: 844 })
  const sideways = () =>
    page.evaluate(() => [...document.querySelectorAll('html, #main')].map((box) => box.scrollWidth - box.clientWidth))
  for (const view of ['判断', '事实与规范', '会话']) {
    await page
      .locator('.ant-segmented-item')
      .filter({ hasText: new RegExp(`^${view}$`) })
      .click()
    expect(await sideways()).toEqual([0, 0])
  }
  await page
    .locator('.ant-segmented-item')
    .filter({ hasText: /^判断$/ })
    .click()
  const target = page.getByRole('radio', { name: /不是模型的问题/ })
  expect((await target.boundingBox())!.height).toBeGreaterThanOrEqual(40)
  await target.click()
  const before = await heldBy(page, 'sol')
  await page.getByRole('button', { name: '提交，下一条' }).click()
  await expect.poll(() => heldBy(page, 'sol')).not.toBe(before)
  await page.locator('article[data-cursor]').waitFor()
  expect(problems).toEqual([])
  await close()
})
