import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { cleanUp, type Service } from '../process/service.ts'
import { closeBrowser, openPage } from './browser.ts'
import { startWorld } from './world.ts'

let service: Service
beforeAll(async () => {
  service = await startWorld()
}, 900_000)
afterAll(async () => {
  await closeBrowser()
  await cleanUp()
})

const WORDS = {
  en: {
    ...{ write: 'Your message', coupon: 'Take the coupon', order: 'Order', leave: 'Leave', beside: 'Beside it' },
    ...{
      say: ['how much is this?', 'too expensive, is there any discount?'],
      passes: /^5 days/,
      seen: 'See the conversation',
    },
    ...{ price: /\$48/, unsaid: 'Would have said', ordered: 'You ordered', left: /You have left/, later: /known by/ },
  },
  zh: {
    ...{ write: '输入消息', coupon: '领取优惠券', order: '下单', leave: '离开', beside: '对照版本' },
    ...{ say: ['这款多少钱呀', '太贵了，有优惠吗'], passes: /^5 天/, seen: '查看会话' },
    ...{ price: /238元/, unsaid: '本会回答', ordered: '你已下单', left: /你已离开/, later: /前可知/ },
  },
} as const

describe.each(['en', 'zh'] as const)('in %s', (language) => {
  const words = WORDS[language]

  test('a chat becomes a conversation that travels through the loop', async () => {
    const { page, problems, close } = await openPage(service.url, { language })
    await page.goto('/assistant')
    const box = page.getByRole('textbox', { name: words.write })
    await box.fill(words.say[0]!)
    await box.press('Enter')
    await page.getByText(words.price).first().waitFor()
    await page.getByText(words.later).first().waitFor() // not yet, and until when
    await box.fill(words.say[1]!)
    await box.press('Enter')
    await page.getByRole('button', { name: words.coupon }).click()
    await page.getByRole('button', { name: words.order, exact: true }).click()
    await page.getByText(words.ordered).waitFor()
    await page.getByRole('button', { name: words.leave, exact: true }).click()
    await page.getByText(words.left).waitFor()
    await page.getByRole('button', { name: words.passes }).click()

    const id = await page.locator('code', { hasText: 'console-' }).first().innerText()
    // Clicked, ordered, left, and all windows over: each feature is known, and what must be false is.
    await expect
      .poll(async () => (await service.get(`/v1/conversations/${id}`)).json.row?.features, { timeout: 30_000 })
      .toMatchObject({ cta_not_clicked: false, no_order: false, no_conversion: false })
    const { facts } = (await service.get(`/v1/conversations/${id}`)).json
    expect(facts).toMatchObject({ channel: 'console', assistant_id: 'reference-assistant', arm: null, ordered: true })
    await page.getByText(words.later).first().waitFor({ state: 'detached' })
    await page.getByRole('link', { name: words.seen }).click()
    await page.waitForURL(`**/conversations/${id}`)
    await page.goBack()
    await page.getByText(words.ordered).waitFor() // the chat is still there
    expect(problems).toEqual([])
    await close()
  })

  test('another version is asked beside it, and only what was said has happened', async () => {
    const { page, problems, close } = await openPage(service.url, { language })
    await page.goto('/assistant')
    const { bundles } = (await service.get('/v1/models')).json
    const { live } = (await service.get('/v1/releases')).json
    const other = bundles.map(({ id }: { id: string }) => id).find((id: string) => id !== live)
    await page.getByLabel(words.beside).click()
    await page.locator('.ant-select-item-option', { hasText: other }).click()
    const box = page.getByRole('textbox', { name: words.write })
    await box.fill(words.say[0]!)
    await box.press('Enter')
    await page.getByText(words.unsaid).waitFor()
    const id = await page.locator('code', { hasText: 'console-' }).first().innerText()
    const { events } = (await service.get(`/v1/conversations/${id}`)).json
    const said = events.filter(({ type }: { type: string }) => type === 'assistant_message')
    expect(said.map(({ bundle }: { bundle: string }) => bundle)).toEqual([live])
    expect(problems).toEqual([])
    await close()
  })
})

test('Enter does not send while an input method composes', async () => {
  const { page, close } = await openPage(service.url, { language: 'zh' })
  await page.goto('/assistant')
  const box = page.getByRole('textbox', { name: WORDS.zh.write })
  await box.fill('这款')
  await box.dispatchEvent('keydown', { key: 'Enter', keyCode: 229, isComposing: true })
  await expect.poll(() => box.inputValue()).toBe('这款')
  await box.press('Enter')
  await expect.poll(() => box.inputValue(), { timeout: 30_000 }).toBe('')
  await close()
})
