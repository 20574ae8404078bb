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
    ...{
      cards: ['By reviews', 'Without labels: mean confidence'],
      disagrees: 'Reviews and confidences contradict each other',
    },
    ...{ noReference: 'No reference is named yet', table: 'Rule: Low confidence as a table', day: '12 Jan' },
    ...{ drifted: /comparisons show/, alert: 'Failure rate is high (shop-guide)', why: 'Reason, kept in the history' },
    ...{ seen: 'I have seen it', history: 'seen' },
  },
  zh: {
    ...{ cards: ['人工复核', '无标注：平均置信度'], disagrees: '复核结果与置信度相互矛盾' },
    ...{ noReference: '尚未设定参照', table: '以表格查看：规则：置信度低', day: '1月12日' },
    ...{ drifted: /项比较/, alert: '出错率偏高（shop-guide）', why: '原因（将写入历史）' },
    ...{ seen: '我已知晓', history: '已知晓' },
  },
} as const

describe.each(['en', 'zh'] as const)('in %s', (language) => {
  const words = WORDS[language]

  test('accuracy by reviews and without labels stand apart, and their contradiction is told', async () => {
    const { page, problems, close } = await openPage(service.url, { language })
    await page.goto('/monitoring')
    for (const card of words.cards) await page.getByText(card, { exact: true }).first().waitFor()
    await page.getByText(words.disagrees).waitFor()
    expect(problems).toEqual([])
    await close()
  })

  test('a day of a rule leads to the conversations that it flagged on that day', async () => {
    const { page, problems, close } = await openPage(service.url, { language })
    await page.goto('/monitoring?tab=features')
    await page.getByText(words.table).click()
    await page.getByRole('link', { name: words.day, exact: true }).click()
    const day = Date.UTC(2026, 0, 12)
    await page.waitForURL(`**/conversations?from=${day}&until=${day + 86_400_000}&reason=low_confidence`)
    expect(problems).toEqual([])
    await close()
  })

  test('an alert is acknowledged with a reason, and its history says by whom', async () => {
    const { page, problems, close } = await openPage(service.url, { language })
    await page.goto('/monitoring?tab=alerts')
    await page.getByRole('button', { name: words.alert }).click()
    await page.waitForURL(/alert=al-/)
    await page.getByRole('textbox', { name: words.why }).fill(`looked at in ${language}`)
    await page.getByRole('button', { name: words.seen }).click()
    await page.getByText(`looked at in ${language}`).first().waitFor()
    expect(problems).toEqual([])
    await close()
  })
})

test('without a reference nothing is drift; a named one is compared at once, and named on the page', async () => {
  const { page, problems, close } = await openPage(service.url)
  await page.goto('/monitoring?tab=drift')
  await page.getByText(WORDS.en.noReference).waitFor()
  await page.getByRole('button', { name: 'Name a reference' }).click()
  await page.getByLabel('Name', { exact: true }).fill('spring')
  await page.getByText('A version’s training set').click()
  const { live } = (await service.get('/v1/releases')).json
  await page.getByLabel('Version', { exact: true }).fill(live)
  await page.getByRole('button', { name: 'Save' }).click()
  await page.waitForURL(/reference=spring/)
  await page.getByText('what this version was trained on:').waitFor()
  await page.getByText(/comparisons? shows? drift/).waitFor({ timeout: 90_000 })
  const { results } = (await service.get('/v1/drift?reference=spring&limit=1')).json
  expect(results.length).toBe(1)
  expect(problems).toEqual([])
  await close()
})
