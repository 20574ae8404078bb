import { afterAll, beforeAll, expect, test } from 'vitest'
import { cleanUp, type Service } from '../process/service.ts'
import { settled } from './addresses.ts'
import { closeBrowser, openPage } from './browser.ts'
import { startWorld } from './world.ts'

let service: Service
/** Every conversation, newest first, as the service exports them. */
let newest: string[]
beforeAll(async () => {
  service = await startWorld()
  newest = await exported('sort=newest')
}, 900_000)
afterAll(async () => {
  await closeBrowser()
  await cleanUp()
})

async function exported(query: string): Promise<string[]> {
  const { text } = await service.get(`/v1/exports/conversations?format=jsonl&${query}`)
  const lines = text.split('\n').filter((line) => line !== '')
  return lines.map((line) => JSON.parse(line).conversation_id as string)
}

test('the address is the search: filters, chips, count, and the way back', async () => {
  const { page, problems, close } = await openPage(service.url, { language: 'zh' })
  const flagged = await exported('sort=newest&flagged=yes&no_order=yes')
  expect(flagged.length).toBeGreaterThan(100)
  await page.goto('/conversations?flagged=yes&no_order=yes')
  await page.getByText(`共 ${flagged.length.toLocaleString('zh-CN')} 个会话`).waitFor()
  const chips = page.getByRole('group', { name: '已选筛选条件' })
  await expect.poll(() => chips.innerText()).toMatch(/是否标记：\s*是[\s\S]*未下单：\s*是/)
  await chips.getByLabel('移除：未下单').click()
  await page.waitForURL((url) => url.search === '?flagged=yes')
  await page.goBack()
  await page.getByText(`共 ${flagged.length.toLocaleString('zh-CN')} 个会话`).waitFor()
  await page.getByText('English').click()
  await page.getByRole('group', { name: 'Filters that are set' }).getByText('No order:').waitFor()
  await page.getByRole('button', { name: 'Clear all' }).click()
  await page.getByText(`${newest.length.toLocaleString('en-GB')} conversations`).waitFor()
  expect(problems).toEqual([])
  await close()
})

/** Walks down a list, some rows at a time. Runs in the page. */
async function walk(rowsToSee: number): Promise<{ uncovered: string[]; ids: Record<number, string> }> {
  const box = document.querySelector('.conversations-box') as HTMLElement
  const frame = () => new Promise((next) => requestAnimationFrame(next))
  const rows = () =>
    [...box.querySelectorAll<HTMLElement>('.conversations-body [role=row]')].filter((row) => {
      const [at, seen] = [row.getBoundingClientRect(), box.getBoundingClientRect()]
      return at.bottom > seen.top + 36 && at.top < seen.bottom
    })
  const ids: Record<number, string> = {}
  const uncovered: string[] = []
  for (;;) {
    await frame()
    await frame()
    const bounds = rows().map((row) => row.getBoundingClientRect())
    // Before anything is waited for: rows cover the box without a gap, and each shows something.
    const covered = bounds.reduce((sum, { height }) => sum + height, 0) >= box.clientHeight - 36
    if (!covered || rows().some((row) => row.childElementCount === 0))
      uncovered.push(`${bounds.length} rows at ${box.scrollTop}, height ${box.clientHeight}`)
    while (rows().some((row) => row.classList.contains('conversations-waiting'))) await frame()
    for (const row of rows()) ids[Number(row.ariaRowIndex) - 2] = row.querySelector('a')?.textContent ?? ''
    if (Object.keys(ids).length >= rowsToSee) return { uncovered, ids }
    box.scrollTop += box.clientHeight - 100
  }
}

test('thousands of rows pass by without a blank one, none lost, none twice', { timeout: 600_000 }, async () => {
  const { page, problems, close } = await openPage(service.url, { height: 1800 })
  await page.goto('/conversations')
  await page.locator('.conversations-body a').first().waitFor()
  const { uncovered, ids } = await page.evaluate(walk, 5200)
  expect(uncovered).toEqual([])
  const seen = Object.entries(ids)
    .sort(([a], [b]) => Number(a) - Number(b))
    .map(([, id]) => id)
  expect(seen).toEqual(newest.slice(0, seen.length))
  // A jump of the scrollbar to the far end.
  await page.locator('.conversations-box').focus()
  await page.keyboard.press('End')
  await page.getByRole('link', { name: newest.at(-1)!, exact: true }).waitFor()
  expect(problems).toEqual([])
  await close()
})

test('by the keyboard: arrows move, Enter opens, back leads to the same row', async () => {
  const { page, problems, close } = await openPage(service.url)
  await page.goto('/conversations')
  await page.locator('.conversations-body a').first().waitFor()
  await page.getByRole('grid').focus()
  for (const key of ['PageDown', 'PageDown', 'Home', 'ArrowDown', 'ArrowDown', 'ArrowDown', 'ArrowUp'])
    await page.keyboard.press(key)
  await page.keyboard.press('Enter')
  await page.waitForURL(`**/conversations/${encodeURIComponent(newest[2]!)}`)
  await page.getByRole('heading', { name: 'Conversation', exact: true }).waitFor()
  await page.goBack()
  await page.locator('[role=row][aria-selected=true]').getByRole('link', { name: newest[2]!, exact: true }).waitFor()
  expect(new URL(page.url()).searchParams.get('at')).toBe('2')
  expect(problems).toEqual([])
  await close()
})

test('words in messages: Enter searches, an input method that composes does not', async () => {
  const { page, problems, close } = await openPage(service.url, { language: 'zh' })
  await page.goto('/conversations')
  const field = page.getByLabel('消息内容')
  await field.fill('价格')
  await field.dispatchEvent('keydown', { key: 'Enter', keyCode: 229, isComposing: true, bubbles: true })
  expect(new URL(page.url()).searchParams.get('text')).toBeNull()
  await field.press('Enter')
  await page.waitForURL((url) => url.searchParams.get('text') === '价格')
  await page.locator('.conversations-body a').first().waitFor()
  await page.getByText(/已查/).waitFor()
  const first = await page.locator('.conversations-body a').first().innerText()
  const { json } = await service.get(`/v1/conversations/${encodeURIComponent(first)}`)
  expect(
    JSON.stringify(json.events.map((event: { text?: string; response?: string }) => event.text ?? event.response)),
  ).toContain('价格')
  await page.goto('/conversations?text=zzzzqqqq')
  await page.getByText('没有符合条件的会话').waitFor()
  expect(problems).toEqual([])
  await close()
})

test.each(['en', 'zh'] as const)(
  'a conversation: a reason leads to its evidence, the address keeps it: %s',
  async (language) => {
    const { page, problems, close } = await openPage(service.url, { language })
    const [id] = await exported('sort=newest&reason=low_confidence&pool=labelled')
    const { json } = await service.get(`/v1/conversations/${encodeURIComponent(id!)}`)
    const [evidence] = json.row.evidence.low_confidence
    await page.goto(`/conversations/${encodeURIComponent(id!)}`)
    await settled(page)
    const marked = page.locator('.conversation-evidence')
    expect(await marked.count()).toBe(0)
    await page.locator('button[data-evidence=low_confidence]').click()
    await page.locator(`[data-event="${evidence}"].conversation-evidence`).waitFor()
    await expect.poll(() => marked.count()).toBe(1)
    expect(new URL(page.url()).searchParams.get('show')).toBe('low_confidence')
    await expect.poll(() => marked.innerText()).toContain(language === 'en' ? 'Evidence' : '证据')
    await page.reload()
    await page.locator(`[data-event="${evidence}"].conversation-evidence`).waitFor()
    await marked.getByRole('button', { name: /JSON/ }).click()
    await expect.poll(() => marked.innerText()).toContain(`"event_id": "${evidence}"`)
    await page.getByText(language === 'en' ? 'Inclusion probability' : '入样概率').waitFor()
    expect(problems).toEqual([])
    await close()
  },
)
