import axe from 'axe-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { cleanUp, type Service } from '../process/service.ts'
import { addressesOf, eachView } from './addresses.ts'
import { closeBrowser, openPage } from './browser.ts'
import { startWorld } from './world.ts'

let service: Service
let addresses: Awaited<ReturnType<typeof addressesOf>>
beforeAll(async () => {
  service = await startWorld()
  addresses = await addressesOf(service)
}, 900_000)
afterAll(async () => {
  await closeBrowser()
  await cleanUp()
})

interface Finding {
  readonly id: string
  readonly impact?: string | null
  readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[]
}

const LOOKS = (['en', 'zh'] as const).flatMap((language) =>
  (['light', 'dark'] as const).map((appearance) => ({ language, appearance })),
)

test.each(LOOKS)('no page breaks, and axe finds nothing serious: $language, $appearance', async (look) => {
  const found: string[] = []
  const { page, problems, close } = await openPage(service.url, look)
  for (const [name, path] of addresses) {
    await eachView(page, path, async (tab) => {
      await page.evaluate(axe.source)
      const { violations } = await page.evaluate(() =>
        (globalThis as unknown as { axe: { run(): Promise<{ violations: Finding[] }> } }).axe.run(),
      )
      const bad = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
      for (const { id, nodes } of bad)
        found.push(`${name}${tab}: ${id} ${nodes.length}x ${nodes[0]?.html.slice(0, 160)}`)
    })
  }
  expect.soft(found).toEqual([])
  expect(problems).toEqual([])
  await close()
})

/** A key of the words where a text should be: `models.title`. */
const KEY = /^[a-z][A-Za-z]*(\.[a-zA-Z_]+)+$/

test.each(['en', 'zh'] as const)('no text is a key, undefined or NaN: %s', async (language) => {
  const { page, close } = await openPage(service.url, { language })
  const found: string[] = []
  for (const [name, path] of addresses) {
    await eachView(page, path, async (tab) => {
      const lines = (await page.locator('body').innerText()).split('\n').map((line) => line.trim())
      const wrong = lines.filter(
        (line) => KEY.test(line) || /\b(undefined|NaN|Invalid Date|\[object Object\])\b|\{\{/.test(line),
      )
      found.push(...wrong.map((line) => `${name}${tab}: ${line}`))
      // A label points at one field: two forms on a page must not share its id.
      const labelled = await page
        .locator('label[for]')
        .evaluateAll((all) => all.map((each) => each.getAttribute('for')))
      const shared = labelled.filter((id, i) => id !== '' && labelled.indexOf(id) !== i)
      found.push(...shared.map((id) => `${name}${tab}: two labels of #${id}`))
    })
  }
  expect(found).toEqual([])
  await close()
})

test('the switch changes the words of every page at once, without loading it anew', async () => {
  const { page, close } = await openPage(service.url, { language: 'en' })
  for (const [name, path] of addresses.filter(([name]) => name !== 'login')) {
    await page.goto(path)
    const heading = page.locator('h1').first()
    const english = await heading.innerText()
    await page.getByText('中文', { exact: true }).click()
    await expect.poll(async () => (await heading.innerText()) !== english || name === 'conversation').toBe(true)
    await page.getByText('English', { exact: true }).click()
  }
  await close()
})
