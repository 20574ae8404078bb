import axe from 'axe-core'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { cleanUp, type Service } from '../process/service.ts'
import { closeBrowser, openPage } from './browser.ts'
import { startWorld } from './world.ts'

const PASSWORD = 'correct horse battery'
let service: Service
let admin: Awaited<ReturnType<typeof openPage>>
beforeAll(async () => {
  service = await startWorld({ auth: true })
  admin = await openPage(service.url)
}, 900_000)
afterAll(async () => {
  await closeBrowser()
  await cleanUp()
})

/** What axe finds serious: these forms stand before the login, where the test of all pages does not come. */
async function serious(page: Page): Promise<string[]> {
  await page.evaluate(axe.source)
  const { violations } = await page.evaluate(() =>
    (
      globalThis as unknown as { axe: { run(): Promise<{ violations: { id: string; impact?: string | null }[] }> } }
    ).axe.run(),
  )
  return violations.filter(({ impact }) => impact === 'serious' || impact === 'critical').map(({ id }) => id)
}

const linkIn = (text: string): string => /http\S+\/login#token=[\w-]{43}/.exec(text)?.[0] ?? ''

/** Fills the form of a link in, and waits for the console. */
async function choosePassword(page: Page): Promise<void> {
  await page.getByLabel('New password').fill(PASSWORD)
  await page.getByLabel('Password again').fill(PASSWORD)
  await page.getByRole('button', { name: /log in$/ }).click()
  await page.waitForURL((url) => url.pathname !== '/login')
}

async function logIn(page: Page, login: string, password: string): Promise<void> {
  await page.getByLabel('Login', { exact: true }).fill(login)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Log in', exact: true }).click()
}

/** An account made on the page; gives the link that its person gets. */
async function makeUser(login: string, role: string): Promise<string> {
  const { page } = admin
  await page.goto('/settings?tab=users')
  await page.getByRole('button', { name: 'New user' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Login', { exact: true }).fill(login)
  await dialog.getByLabel('Name shown').fill(`The ${login}`)
  await dialog.getByRole('radio', { name: role }).check()
  await dialog.getByRole('button', { name: 'Create account' }).click()
  await dialog.getByText('One-time link').waitFor()
  const link = linkIn((await dialog.locator('code').textContent()) ?? '')
  await dialog.getByRole('button', { name: 'Close' }).last().click()
  return link
}

test('without a session every page leads to the login, which says where the first link is', async () => {
  const { page } = admin
  await page.goto('/models')
  await page.waitForURL('**/login')
  await page.getByText('Nobody has an account yet').waitFor()
})

test('the first link sets up the first account; its token leaves the address at once', async () => {
  const { page } = admin
  await page.goto(linkIn(service.stderr()))
  await page.getByText('Set up the first account').waitFor()
  expect(page.url()).not.toContain('token')
  expect(await serious(page)).toEqual([])
  await page.getByLabel('Login', { exact: true }).fill('ada')
  await page.getByLabel('Name shown').fill('Ada Wong')
  await choosePassword(page)
  expect(new URL(page.url()).pathname).toBe('/')
  await page.getByText('Administrator').first().waitFor()
  const again = await openPage(service.url)
  await again.page.goto(linkIn(service.stderr()))
  await again.page.getByText('This link does not open any more').waitFor()
  await again.close()
})

test.each([
  { role: 'Annotator', lands: '/annotate', may: ['Annotate', 'Settings'], not: '/conversations' },
  { role: 'Analyst', lands: '/', may: ['Overview', 'Conversations', 'Settings'], not: '/annotate' },
  { role: 'Engineer', lands: '/', may: ['Overview', 'Annotate', 'Assistant', 'Settings'], not: null },
])(
  'the $role gets in by a link, sees what the role opens, and is refused the rest',
  async ({ role, lands, may, not }) => {
    const login = role.toLowerCase()
    const link = await makeUser(login, role)
    const { page, problems, close } = await openPage(service.url)
    await page.goto(link)
    await choosePassword(page)
    expect(new URL(page.url()).pathname).toBe(lands)
    for (const name of may) await page.getByRole('link', { name, exact: true }).waitFor()
    if (not !== null) {
      await page.goto(not)
      await page.getByText('Not for this role').waitFor()
    }
    await page.goto('/settings')
    await page.getByRole('tab', { name: 'My account' }).waitFor()
    expect(await page.getByRole('tab', { name: 'Users and roles' }).count()).toBe(0)
    await page.getByRole('button', { name: 'Log out' }).click()
    await page.waitForURL('**/login')
    await logIn(page, login, 'something else altogether')
    await page.getByText('Login or password is wrong').waitFor()
    expect(await serious(page)).toEqual([])
    await logIn(page, login, PASSWORD)
    await page.waitForURL((url) => url.pathname !== '/login')
    expect(problems).toEqual([])
    await close()
  },
)

test('a switched-off person is out at once, on the page that is open', async () => {
  const link = await makeUser('finn', 'Analyst')
  const { page, close } = await openPage(service.url)
  await page.goto(link)
  await choosePassword(page)
  await admin.page.goto('/settings?tab=users')
  await admin.page.getByRole('button', { name: 'Edit finn' }).click()
  await admin.page.getByRole('button', { name: 'Switch off' }).click()
  await admin.page.locator('.ant-popover').getByRole('button', { name: 'Switch off' }).click()
  await admin.page.getByText('Switched off').waitFor()
  await page.reload()
  await page.waitForURL('**/login')
  await close()
})

test('a key is shown once and can be revoked; the audit log has it, and is whole', async () => {
  const { page, problems } = admin
  await page.goto('/settings?tab=keys')
  await page.getByRole('button', { name: 'New key' }).click()
  await page.getByRole('dialog').getByLabel('Name').fill('shop assistant')
  await page.getByRole('dialog').getByRole('button', { name: 'Create key' }).click()
  const token = (await page.getByRole('dialog').locator('code').textContent()) ?? ''
  const bearer = { authorization: `Bearer ${token}` }
  expect((await service.get('/v1/me', bearer)).json).toMatchObject({ name: 'shop assistant', scopes: ['ingest'] })
  await page.getByRole('dialog').getByRole('button', { name: 'Close' }).last().click()
  await page.getByRole('button', { name: 'Revoke shop assistant?' }).click()
  await page.locator('.ant-popover').getByRole('button', { name: 'Revoke' }).click()
  await page.getByText('Revoked').first().waitFor()
  await expect.poll(async () => (await service.get('/v1/me', bearer)).status, { timeout: 10_000 }).toBe(401)

  await page.goto('/settings?tab=audit&area=keys')
  await page.getByText('DELETE /v1/keys/:key_id').waitFor()
  expect(await page.locator('body').innerText()).not.toContain(token.slice(16))
  await page.getByRole('button', { name: 'Check the log' }).click()
  await page.getByText(/^All [\d,]+ lines are as they were written$/).waitFor()
  expect(problems).toEqual([])
})

test('the schedule of the loop is changed with a reason, which stands beside it', async () => {
  const { page, problems } = admin
  await page.goto('/settings?tab=loop')
  const card = page.locator('.ant-card', { hasText: 'Schedule of the loop' })
  await card.getByLabel('New labels that begin a turn').fill('80')
  await card.getByRole('button', { name: 'Save' }).click()
  await card.getByText('Say why').waitFor()
  await card.getByLabel('Reason').fill('fewer turns')
  await card.getByRole('button', { name: 'Save' }).click()
  await card.getByText(/by ada, .* · fewer turns/).waitFor()
  await page.reload()
  await expect.poll(() => card.getByLabel('New labels that begin a turn').inputValue(), { timeout: 20_000 }).toBe('80')
  expect(problems).toEqual([])
})
