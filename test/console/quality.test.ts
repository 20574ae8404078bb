import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { cleanUp, type Service } from '../process/service.ts'
import { closeBrowser, openPage } from './browser.ts'
import { addDisputed } from './quality-world.ts'
import { startWorld } from './world.ts'

let service: Service
beforeAll(async () => {
  service = await startWorld()
  const right = ['price_question', 'price_question', 'price_question', 'delivery', 'delivery', 'returns']
  const other = ['availability', 'availability', 'availability', 'delivery', 'delivery', 'returns']
  await addDisputed(service, [
    { annotator: 'wang', intents: right, note: '客户问的是价格' },
    { annotator: 'li', intents: other },
  ])
}, 900_000)
afterAll(async () => {
  await closeBrowser()
  await cleanUp()
})

const waiting = async (): Promise<{ sample_id: string; conversation_id: string }[]> =>
  (await service.get('/v1/conflicts?limit=1000')).json.conflicts
/** The demo's people differ as well; these are ours. */
const disputed = async () => {
  const all = await waiting()
  return { count: all.length, ours: all.filter((one) => one.conversation_id.startsWith('disputed-')) }
}
const comparison = async (sampleId: string) => (await service.get(`/v1/samples/${sampleId}/comparison`)).json
const chosenSample = (page: Page): string => new URL(page.url()).searchParams.get('sample') ?? ''

describe('conflicts', () => {
  test('are settled by keys alone, one after the other, and the reason stays', async () => {
    const { count, ours: before } = await disputed()
    expect(before).toHaveLength(3)
    const { page, problems, close } = await openPage(service.url)
    await page.goto(`/quality/conflicts?sample=${before[0]!.sample_id}`)
    await page.getByText(`${count} conflicts`).waitFor()
    await page.getByRole('button', { name: 'Take (1)' }).waitFor()
    await expect.poll(() => page.locator('tr[data-differs=true]').count()).toBe(1)
    await page.getByText('客户问的是价格').waitFor()
    // Both answers came at one instant of the replay: whose is which is read, not guessed.
    const { answers } = await comparison(before[0]!.sample_id)
    const place = answers.findIndex((answer: { annotator: string }) => answer.annotator === 'wang')
    await page.keyboard.press(String(place + 1))
    await page.keyboard.type('1st message asks for the price') // the reason has the focus: digits are text
    await page.keyboard.press('Control+Enter')
    await page.getByText(`${count - 1} conflicts`).waitFor()
    const { settled } = await comparison(before[0]!.sample_id)
    expect(settled).toMatchObject({ annotator: 'anonymous', remark: '1st message asks for the price' })
    const about = `${before[0]!.conversation_id}/reply`
    expect(settled.turns.find((turn: { event_id: string }) => turn.event_id === about).intent).toBe('price_question')
    expect(problems).toEqual([])
    await close()
  })

  test('a third answer is given by hand', async () => {
    const { count, ours } = await disputed()
    const [first] = ours
    const { page, problems, close } = await openPage(service.url, { language: 'zh', appearance: 'dark' })
    await page.goto(`/quality/conflicts?sample=${first!.sample_id}`)
    const field = page.getByRole('combobox', { name: '仲裁：意图' }).first()
    await field.click()
    await page.keyboard.type('warranty')
    await page.keyboard.press('Enter')
    await page.getByLabel('理由', { exact: true }).fill('两个人都看错了')
    await page.getByRole('button', { name: '仲裁（Ctrl+Enter）' }).click()
    await page.getByText(`${count - 1} 个冲突`).waitFor()
    const { settled } = await comparison(first!.sample_id)
    expect(settled.turns.map((turn: { intent: string }) => turn.intent)).toContain('warranty')
    expect(problems).toEqual([])
    await close()
  })

  test('an answer is given back with a remark, and comes to its annotator next', async () => {
    const { count, ours } = await disputed()
    const [last] = ours
    const { page, problems, close } = await openPage(service.url)
    await page.goto(`/quality/conflicts?sample=${last!.sample_id}`)
    const whose = page.getByRole('columnheader', { name: /^li/ })
    await whose.getByRole('button', { name: 'Return for correction' }).click()
    await page.getByLabel('What is to be looked at again').fill('the customer asks for the price')
    await page.getByRole('button', { name: 'Return', exact: true }).click()
    await page.getByText(`${count - 1} conflicts`).waitFor()
    await page.getByText('1 answer waits for correction').click()
    await page.getByRole('cell', { name: 'the customer asks for the price' }).waitFor()
    const { sample } = (await service.post('/v1/queue/next', { annotator: 'li' })).json
    expect(sample).toMatchObject({
      sample_id: last!.sample_id,
      returned: { remark: 'the customer asks for the price', answer: { annotator: 'li' } },
    })
    expect(problems).toEqual([])
    await close()
  })
})

test('a cell of the confusion leads to its items, and from there to the answers side by side', async () => {
  const { page, problems, close } = await openPage(service.url)
  await page.goto('/quality/agreement')
  await page.getByRole('heading', { name: 'Label quality' }).waitFor()
  await page.getByRole('tab', { name: 'Confusion' }).click()
  await page.getByRole('button', { name: 'price_question against availability: 2' }).click()
  const items = page.getByRole('link', { name: 'Side by side' })
  await items.first().waitFor()
  await expect.poll(() => items.count()).toBe(2)
  expect(page.url()).toContain('label=price_question')
  await items.first().click()
  await page.getByText('Answers side by side').waitFor()
  expect(chosenSample(page)).not.toBe('')
  await page.goBack()
  await items.first().waitFor()
  expect(problems).toEqual([])
  await close()
})

test('a batch is withdrawn after a look at what it touches, and taken back', async () => {
  const { page, problems, close } = await openPage(service.url)
  await page.goto('/quality/annotators')
  const row = page.getByRole('row', { name: /^wang/ })
  await row.getByRole('button', { name: 'Withdraw' }).click()
  const send = page.getByRole('button', { name: 'Withdraw these answers' })
  await page.getByLabel('Reason').fill('trained on an old guideline')
  expect(await send.isDisabled()).toBe(true)
  await page.getByRole('button', { name: 'Show what this would touch' }).click()
  await page.getByText('Return to the queue').waitFor()
  await send.click()
  const line = page.getByRole('row', { name: /trained on an old guideline/ })
  await line.waitFor()
  const { withdrawals } = (await service.get('/v1/label-withdrawals')).json
  const mine = withdrawals.find((each: { why: string }) => each.why === 'trained on an old guideline')
  expect(mine).toMatchObject({ asked: { annotator: 'wang' }, labels: 6 })
  await line.getByRole('button', { name: 'Take back' }).click()
  await page.getByLabel('Reason').fill('it was fine')
  await page.getByRole('dialog').getByRole('button', { name: 'Take back' }).click()
  await line.getByText('taken back').waitFor()
  expect(problems).toEqual([])
  await close()
})

test('guidelines are edited, a label is described after a preview, in Chinese', async () => {
  const { page, problems, close } = await openPage(service.url, { language: 'zh' })
  await page.goto('/quality/guidelines')
  await page.getByRole('button', { name: /编\s?辑/ }).click()
  await page.getByRole('textbox', { name: '中文' }).fill('只看客户原话：问多少钱是问价。')
  await page.getByLabel('改了什么，为什么改').fill('第一版')
  await page.getByRole('button', { name: /生\s?效/ }).click()
  await page.getByRole('button', { name: /编\s?辑/ }).waitFor()
  await page.getByText('只看客户原话：问多少钱是问价。').waitFor()
  await page.getByRole('tab', { name: '标签体系' }).click()
  const row = page.getByRole('row', { name: /price_question/ })
  await row.getByRole('button', { name: /变\s?更/ }).click()
  await page.getByRole('menuitem', { name: '名称与定义' }).click()
  await page.getByLabel('中文名').fill('问价')
  await page.getByRole('button', { name: '查看影响范围' }).click()
  await page.getByText(/将生成版本/).waitFor()
  await page.getByLabel('理由', { exact: true }).fill('中文界面需要')
  await page.getByRole('button', { name: '执行变更' }).click()
  await row.getByText('问价').waitFor()
  const { intent } = (await service.get('/v1/taxonomy')).json
  expect(intent).toContainEqual(expect.objectContaining({ id: 'price_question', name_zh: '问价' }))
  expect(problems).toEqual([])
  await close()
})

test('every tab opens in both languages and appearances without a complaint of the browser', async () => {
  for (const [language, appearance] of [
    ['en', 'dark'],
    ['zh', 'light'],
  ] as const) {
    const { page, problems, close } = await openPage(service.url, { language, appearance })
    await page.goto('/quality')
    const tabs = page.getByRole('tab')
    await tabs.first().waitFor()
    await expect.poll(() => tabs.count()).toBe(10)
    for (const tab of await tabs.all()) {
      await tab.click()
      await page.locator('.ant-skeleton').first().waitFor({ state: 'detached' })
      expect(await page.locator('.ant-alert-error').count(), page.url()).toBe(0)
    }
    expect(problems).toEqual([])
    await close()
  }
})
