import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { cleanUp, type Service } from '../process/service.ts'
import { settled } from './addresses.ts'
import { closeBrowser, openPage } from './browser.ts'
import { startWorld } from './world.ts'

let service: Service
/** Of the world's canaries the last may have gone live or been taken back: here it always waits beside what was live before. */
let live: string
let newest: string
let earlier: string
beforeAll(async () => {
  service = await startWorld()
  newest = (await service.get('/v1/models')).json.bundles[0].id
  if ((await releases()).live === newest) {
    await service.post('/v1/releases', { action: 'rollback', who: 'ann', why: 'so that something waits' })
  }
  const now = await releases()
  live = now.live
  earlier = now.ledger[0].earlier[0]
}, 900_000)
afterAll(async () => {
  await closeBrowser()
  await cleanUp()
})

const releases = async () => (await service.get('/v1/releases')).json

/** Fills the dialog that is open and confirms. */
async function sign(page: Page, why: string, words = { who: 'Who', why: 'Why', confirm: 'Do it' }): Promise<void> {
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel(words.who, { exact: true }).fill('pia')
  await dialog.getByLabel(words.why, { exact: true }).fill(why)
  await dialog.getByRole('button', { name: words.confirm }).click()
}

describe('releases', () => {
  test('promote: the dialog says what happens to whom, and the ledger keeps who and why', async () => {
    const { page, problems, close } = await openPage(service.url)
    await page.goto(`/models/${newest}`)
    await page.getByRole('button', { name: 'Promote to everyone' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText(`All users are answered by ${newest} at once`).waitFor()
    await dialog.getByText(`${live}, which is live now, answers nobody any more`).waitFor()
    expect(await dialog.getByRole('button', { name: 'Do it' }).isDisabled()).toBe(true) // nobody has said why
    await sign(page, 'the sale needs its new intents')
    await dialog.waitFor({ state: 'detached' })
    await page.getByText(`${newest} has answered everyone since`).waitFor()
    const { live: now, ledger } = await releases()
    expect([now, ledger[0].action, ledger[0].who, ledger[0].why]).toEqual([
      newest,
      'promote',
      'pia',
      'the sale needs its new intents',
    ])
    expect(problems).toEqual([])
    await close()
  })

  test('roll back with a reason, in Chinese; the timeline shows it', async () => {
    const { page, problems, close } = await openPage(service.url, { language: 'zh' })
    await page.goto('/models')
    await page.getByRole('button', { name: '回滚' }).click()
    await page.getByRole('dialog').getByText(`全部用户立即从 ${newest} 回到此前的线上版本 ${live}`).waitFor()
    await sign(page, '转化率下降', { who: '操作人', why: '原因', confirm: '确认执行' })
    await page.getByText(`${live} 服务全部用户`).waitFor()
    await page.getByRole('tab', { name: '发布记录' }).click()
    await page.getByText('转化率下降').waitFor()
    await page.getByText('自动放量').first().waitFor()
    expect((await releases()).live).toBe(live)
    expect(problems).toEqual([])
    await close()
  })

  test('a refusal is shown with its reasons, changes nothing, and can be overruled on record', async () => {
    const { page, problems, close } = await openPage(service.url)
    await page.goto(`/models/${earlier}`)
    await page.getByRole('button', { name: 'Start a canary' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText(`5% of users, always the same ones, are answered by ${earlier}`).waitFor()
    await sign(page, 'to see the old one again')
    await dialog.getByText('LOOP_GATE_NOT_PASSED').waitFor()
    expect((await releases()).canary).toBeNull()
    await dialog.getByRole('checkbox', { name: 'Do it all the same' }).check()
    await dialog.getByRole('button', { name: 'Do it' }).click()
    await dialog.waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'Pause' }).waitFor()
    const { canary, ledger } = await releases()
    expect([canary.bundle, canary.share, ledger[0].forced]).toEqual([earlier, 0.05, true])
    expect(problems).toEqual([])
    await close()
  })

  test('an order on what was seen is refused when somebody else was faster', async () => {
    const { page, close } = await openPage(service.url)
    await page.goto('/models')
    await page.getByRole('button', { name: 'Next stage' }).click()
    await page.getByRole('dialog').getByText('grows from 5% to 25% of users').waitFor()
    await service.post('/v1/releases', { action: 'abandon', who: 'ann', why: 'seen enough' })
    await sign(page, 'looks well')
    await page.getByRole('dialog').getByText('LOOP_RELEASE_IMPOSSIBLE').waitFor()
    expect((await releases()).ledger[0]).toMatchObject({ action: 'abandon', who: 'ann', live })
    await close()
  })
})

test('the flips of a version, both ways; one leads to its conversation', async () => {
  const { page, problems, close } = await openPage(service.url)
  await page.goto(`/models/${newest}`)
  await page.getByRole('tab', { name: 'What flipped' }).click()
  await page.getByText(/Right → wrong \(\d+\)/).waitFor()
  await page.getByText(/Wrong → right \(\d+\)/).click()
  await page.waitForURL(/outcome=mended/)
  await settled(page)
  const link = page.locator('td a[href^="/conversations/"]').first()
  const path = await link.getAttribute('href')
  await link.click()
  await page.waitForURL(`**${path}`)
  expect(problems).toEqual([])
  await close()
})

test('before and after: the page shows the figures of the interface, with the gate in plain words', async () => {
  const { evaluations } = (await service.get(`/v1/evaluations?bundle=${newest}`)).json
  const { tasks } = (await service.get(`/v1/evaluations/${evaluations.at(-1).evaluation_id}`)).json
  const { page, close } = await openPage(service.url)
  await page.goto(`/models/${newest}?evaluation=${evaluations.at(-1).evaluation_id}`)
  const intent = page.getByRole('region', { name: 'Intent' })
  // As the page writes it: 95 % has no tenths.
  const percent = new Intl.NumberFormat('en-GB', { style: 'percent', maximumFractionDigits: 1 })
  await intent.getByText(percent.format(tasks.intent.after.accuracy)).first().waitFor()
  await intent.getByText(`${tasks.intent.difference.only_before} broken (right → wrong)`).waitFor()
  await intent.getByRole('img', { name: /Reliability diagram/ }).waitFor()
  await page.getByText('The gate lets it through').waitFor()
  await page.getByText('breaks little').first().waitFor()
  await close()
})

test('a version can be followed to its training data, a label, who gave it, and the conversation', async () => {
  const { page, problems, close } = await openPage(service.url)
  const { snapshot } = (await service.get(`/v1/bundles/${newest}`)).json
  const { items } = (await service.get(`/v1/snapshots/${snapshot}?limit=100000`)).json
  const at = items.findIndex(({ source }: { source: string }) => source === 'turn')
  await page.goto(`/models/${newest}?tab=lineage`)
  await page.getByRole('link', { name: snapshot }).click()
  await page.waitForURL(`**/models/snapshots/${snapshot}`)
  await page.goto(`/models/snapshots/${snapshot}?page=${1 + Math.floor(at / 50)}`)
  await page.getByRole('button', { name: items[at].label_ids[0], exact: true }).first().click()
  const drawer = page.getByRole('dialog', { name: 'Where this label comes from' })
  await drawer.getByText('a person').waitFor()
  await drawer.getByRole('link').last().click()
  await page.waitForURL('**/conversations/**')
  expect(problems).toEqual([])
  await close()
})

test('what was live at a time that somebody chooses', async () => {
  const canary = (await releases()).ledger.findLast((line: { action: string }) => line.action === 'canary')
  const { page, problems, close } = await openPage(service.url)
  await page.goto('/models?tab=at')
  const shanghai = new Date(canary.at + 8 * 3_600_000 + 60_000).toISOString().slice(0, 16).replace('T', ' ')
  await page.getByLabel('Day and time').fill(shanghai)
  await page.keyboard.press('Enter')
  await page.getByText('Live for 70% of users:').waitFor()
  await page.getByText('Canary for 30% of users:').waitFor()
  const card = page.locator('.ant-card', { hasText: 'Live for 70% of users:' })
  expect(await card.getByText(canary.canary.bundle).count()).toBeGreaterThan(0)
  await page.getByLabel('Day and time').fill('2020-01-01 00:00')
  await page.keyboard.press('Enter')
  await page.getByText('Nothing was live then.').waitFor()
  expect(problems).toEqual([])
  await close()
})

test('who trains sees the run and what came of it', async () => {
  const { page, problems, close } = await openPage(service.url)
  await page.goto('/models?tab=training')
  await page.getByRole('button', { name: 'Train now' }).click()
  await page.getByRole('dialog').getByLabel('Who', { exact: true }).fill('pia')
  await page.getByRole('dialog').getByRole('button', { name: 'Do it' }).click()
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  const { json } = await service.get('/v1/training?limit=1')
  expect(json.runs[0]).toMatchObject({ who: 'pia', method: { mode: 'refit' } })
  await page
    .getByRole('row', { name: new RegExp(json.runs[0].run_id) })
    .getByText('done')
    .waitFor({ timeout: 90_000 })
  expect(problems).toEqual([])
  await close()
})
