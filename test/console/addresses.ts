import type { Page } from 'playwright-core'
import type { Service } from '../process/service.ts'

/** Every page by name, with an address; conversations that are long and flagged stand for all. */
export async function addressesOf(service: Service): Promise<readonly (readonly [name: string, path: string])[]> {
  const { json } = await service.get('/v1/samples?limit=1')
  const conversation = json.samples[0].conversation_id as string
  const [bundle] = (await service.get('/v1/models?limit=1')).json.bundles as { id: string; snapshot: string }[]
  const { experiment } = (await service.get('/v1/experiments?limit=1')).json.experiments[0] as { experiment: string }
  return [
    ['overview', '/'],
    ['conversations', '/conversations'],
    ['conversation', `/conversations/${encodeURIComponent(conversation)}`],
    ['annotate', '/annotate'],
    ['quality', '/quality'],
    ['rules', '/rules'],
    ['signals', '/signals'],
    ['faults', '/faults'],
    ['models', '/models'],
    ['version', `/models/${bundle!.id}`],
    ['snapshot', `/models/snapshots/${bundle!.snapshot}`],
    ['experiments', '/experiments'],
    ['experiment', `/experiments/${encodeURIComponent(experiment)}`],
    ['monitoring', '/monitoring'],
    ['assistant', '/assistant'],
    ['settings', '/settings'],
    ['login', '/login'],
  ]
}

const BUSY = '.ant-skeleton, .ant-spin-spinning, [aria-busy=true]'
const QUIET_MS = 250

/** Waits until the page has its heading and nothing in it is still loading. */
export async function settled(page: Page): Promise<void> {
  await page.locator('h1').first().waitFor()
  for (let quiet = 0; quiet < 2; ) {
    await page.waitForFunction((busy) => document.querySelector(busy) === null, BUSY)
    await page.waitForTimeout(QUIET_MS)
    quiet = (await page.locator(BUSY).count()) === 0 ? quiet + 1 : 0
  }
}

/**
 * Visits a page and every tab on it, one after the other.
 *
 * @param look called on each: with '' for the page as it opens, then with each tab's place (1, 2, …)
 */
export async function eachView(page: Page, path: string, look: (tab: string) => Promise<void>): Promise<void> {
  await page.goto(path)
  await settled(page)
  await look('')
  const tabs = await page.locator('[role=tablist]').first().locator('[role=tab]').count()
  for (let i = 1; i < tabs; i++) {
    await page.locator('[role=tablist]').first().locator('[role=tab]').nth(i).click()
    await settled(page)
    await look(`-${i + 1}`)
  }
}
