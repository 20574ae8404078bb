import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { settledForAll, splitOf } from '../../web/pages/overview/span.ts'
import { type RateTuple, ratePoint } from '../../web/parts/day-points.ts'
import { cleanUp, newFolder, type Service, startService } from '../process/service.ts'
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

/** Where all four rates are settled, by the series as the watch last wrote them. */
async function settledUntil(): Promise<number> {
  const { points } = (await service.get('/v1/series/rates')).json
  const { now } = (await service.get('/v1/clock')).json
  const daysOf = (figure: string) =>
    points.map(({ start_at, point }: { start_at: number; point: Record<string, RateTuple> }) =>
      ratePoint(start_at, point[figure], now),
    )
  return settledForAll(FIGURES.map((figure) => splitOf(daysOf(figure))))!
}
/** As the service counts it over the settled days. */
async function pooledConversion(): Promise<string> {
  const { figures } = (await service.get(`/v1/metrics?figure=conversion&to=${await settledUntil()}`)).json
  return new Intl.NumberFormat('en', { style: 'percent', maximumFractionDigits: 1 }).format(figures[0].estimate)
}
const FIGURES = ['conversion', 'click_through', 'completion', 'repeated_questions']

const WORDS = {
  en: {
    loop: 'The loop now',
    flagged: /^[\d,]+ of [\d,]+ flagged, 7 days$/,
    live: /^b-\w+ · 100% live$/,
    alert: /^(Critical|Warning): \d+ alerts? (is|are) firing$/,
    settled: /^settled days, up to \d+ Jan$/,
    days: '14 days',
    table: 'Conversion as a table',
    day: '14 Jan',
    actions: { canary: 'Canary begun', advance: 'Advanced', promote: 'Live for all', rollback: 'Rolled back' },
  },
  zh: {
    loop: '闭环实况',
    flagged: /^[\d,]+ \/ [\d,]+ 近 7 天被标记$/,
    live: /^b-\w+ · 100% 线上版本$/,
    alert: /^(严重|警告)：\d+ 条告警正在触发$/,
    settled: /^已定数据，截至 1月\d+日$/,
    days: '14 天',
    table: '以表格查看：转化率',
    day: '1月14日',
    actions: { canary: '开始灰度', advance: '扩大放量', promote: '全量上线', rollback: '回滚' },
  },
} as const

describe.each(['en', 'zh'] as const)('in %s', (language) => {
  const words = WORDS[language]

  test('the loop stands there with its numbers, and each arrow leads to its page', async () => {
    const { page, problems, close } = await openPage(service.url, { language })
    await page.goto('/')
    const loop = page.getByRole('navigation', { name: words.loop })
    await loop.getByRole('link', { name: words.live }).waitFor()
    await expect.poll(() => loop.getByRole('link').count()).toBe(16)
    await loop.getByRole('link', { name: words.flagged }).focus()
    await page.keyboard.press('Enter')
    await page.waitForURL(/\/conversations\?.*flagged=yes/)
    await page.goBack()
    await page.getByRole('link', { name: words.alert }).first().click()
    await page.waitForURL('**/monitoring?tab=alerts')
    expect(problems).toEqual([])
    await close()
  })

  test('rates have intervals over settled days, their days lead to conversations, releases are told', async () => {
    const { page, problems, close } = await openPage(service.url, { language })
    // The world ends between two looks of the watch: its last days settle when the service has looked again.
    const isShown = async () => {
      const shown = await pooledConversion()
      await page.goto('/')
      await page.getByText(words.settled).first().waitFor()
      const figure = page.getByText(shown, { exact: true }).first()
      return figure.waitFor({ timeout: 10_000 }).then(
        () => true,
        () => false,
      )
    }
    await expect.poll(isShown, { timeout: 100_000 }).toBe(true)
    const [newest] = (await service.get('/v1/releases')).json.ledger as { action: keyof typeof words.actions }[]
    await page.getByRole('cell', { name: words.actions[newest!.action], exact: true }).first().waitFor()
    await page.getByText(words.days, { exact: true }).click()
    await page.waitForURL('**/?days=14')
    await page.getByText(words.table).click()
    await page.getByRole('link', { name: words.day, exact: true }).click()
    await page.waitForURL(`**/conversations?from=${Date.UTC(2026, 0, 14)}&until=${Date.UTC(2026, 0, 15)}`)
    await page.goBack()
    await page.waitForURL('**/?days=14')
    expect(problems).toEqual([])
    await close()
  })
})

test('an empty store says what would bring something', async () => {
  const empty = await startService({ dataDir: await newFolder() })
  const { page, problems, close } = await openPage(empty.url)
  await page.goto('/')
  await page.getByText('No conversations in this span yet').waitFor()
  await page.getByRole('link', { name: 'Talk to the assistant and make the first one' }).click()
  await page.waitForURL('**/assistant')
  expect(problems).toEqual([])
  await close()
})
