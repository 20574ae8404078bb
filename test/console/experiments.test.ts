import { afterAll, beforeAll, expect, test } from 'vitest'
import { cleanUp, type Service } from '../process/service.ts'
import { closeBrowser, openPage } from './browser.ts'
import { startWorld } from './world.ts'

let service: Service
/** The world's last canary that its figures decided: it may have gone live or been taken back. */
let past: { experiment: string; canary: string; state: string }
beforeAll(async () => {
  service = await startWorld()
  const { experiments } = (await service.get('/v1/experiments')).json
  past = experiments.find(({ state }: { state: string }) => state in ENDINGS)
}, 900_000)
afterAll(async () => {
  await closeBrowser()
  await cleanUp()
})

const ENDINGS: Readonly<Record<string, { sentence: RegExp; link: string; path: string }>> = {
  live: { sentence: /Nothing to do: it has been live for everyone since/, link: 'Open its version', path: '' },
  taken_back: {
    sentence: /It was taken back by itself at .* because Click-through showed a loss/,
    link: 'See what it broke',
    path: '?tab=flips',
  },
}

test('an experiment that is over: what happened, by which figures, and whether they can be believed', async () => {
  const { json } = await service.get(`/v1/experiments/${encodeURIComponent(past.experiment)}`)
  const ending = ENDINGS[past.state]!
  const { page, problems, close } = await openPage(service.url)
  await page.goto('/experiments')
  await page.getByText('No experiment is running now.').waitFor()
  await page.getByRole('link', { name: past.canary }).first().click()
  await page.getByText(ending.sentence).waitFor()
  await page.getByRole('img', { name: /What it is for/ }).waitFor()
  await page.getByRole('img', { name: /What it must not harm/ }).waitFor()
  await page.getByText('Users are split as drawn').waitFor()
  const [live, canary] = [json.check.split.live, json.check.split.canary].map((users) => users.toLocaleString('en-GB'))
  await page.getByText(`Sample-ratio check: live ${live}, canary ${canary} users`).waitFor()
  await page.getByText('Each counts in the version that met them first').waitFor()
  await page.getByText('What the open conversations may still bring').waitFor()
  await page.getByRole('img', { name: /over time, with intervals/ }).waitFor()
  await page.getByRole('link', { name: ending.link }).click()
  await page.waitForURL(`**/models/${past.canary}${ending.path}`)
  expect(problems).toEqual([])
  await close()
})

test.each([
  {
    language: 'en',
    sentence: /Not enough data yet: .* needs about [\d,]+ more counted users/,
    arm: '5% of users',
    tag: 'not enough data yet',
  },
  { language: 'zh', sentence: /数据还不够：.*还需约 [\d,]+ 名灰度成熟用户/, arm: '5% 的用户', tag: '数据还不够' },
] as const)(
  'a young canary says plainly that there is not enough data, and what is missing: $language',
  async (given) => {
    await beginCanary()
    const { page, problems, close } = await openPage(service.url, { language: given.language })
    await page.goto('/experiments')
    await page.getByText(given.sentence).waitFor()
    await page.getByRole('link', { name: given.language === 'en' ? 'Details' : '详情' }).click()
    await page.getByText(given.sentence).waitFor()
    await page.getByText(given.arm).first().waitFor()
    await expect.poll(() => page.getByText(given.tag, { exact: true }).count()).toBeGreaterThan(3)
    expect(problems).toEqual([])
    await close()
  },
)

/** A canary of the newest version, which passed the gate beside what is live then. */
async function beginCanary(): Promise<void> {
  const { live, canary } = (await service.get('/v1/releases')).json
  if (canary !== null) return
  const bundle = past.canary
  if (live === bundle) await service.post('/v1/releases', { action: 'rollback', who: 'ann', why: 'to try it anew' })
  const { status } = await service.post('/v1/releases', { action: 'canary', bundle, who: 'pia', why: 'another try' })
  expect(status).toBe(200)
}
