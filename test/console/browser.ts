import { existsSync } from 'node:fs'
import { type Browser, chromium, type Page } from 'playwright-core'

const PROGRAMS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

export type Language = 'en' | 'zh'
export type Appearance = 'light' | 'dark'

export interface PageOptions {
  readonly language?: Language
  readonly appearance?: Appearance
  readonly width?: number
  readonly height?: number
}

/** A page of a fresh browser profile, and whatever went wrong in it. */
export interface ConsolePage {
  readonly page: Page
  /** Dialogs, refusals of the content security policy, errors of scripts, answers of 500 and above. Empty is good. */
  readonly problems: readonly string[]
  close(): Promise<void>
}

let browser: Promise<Browser> | null = null

/** The real Chromium: $CHROMIUM, or where distributions put it. One for all pages of a test file. */
function theBrowser(): Promise<Browser> {
  const program = process.env.CHROMIUM ?? PROGRAMS.find((path) => existsSync(path))
  if (program === undefined)
    throw new Error(`No Chromium here (${PROGRAMS.join(', ')}). Run make test-console, or set CHROMIUM.`)
  const asRoot = process.getuid?.() === 0 // Chromium refuses its sandbox to root
  browser ??= chromium.launch({ executablePath: program, args: asRoot ? ['--no-sandbox'] : [] })
  return browser
}

/** Opens a page of its own profile: other cookies, other storage than every other page. */
export async function openPage(url: string, options: PageOptions = {}): Promise<ConsolePage> {
  const { language = 'en', appearance = 'light', width = 1440, height = 900 } = options
  const context = await (await theBrowser()).newContext({
    baseURL: url,
    locale: language === 'zh' ? 'zh-CN' : 'en-GB',
    timezoneId: 'Asia/Shanghai',
    colorScheme: appearance,
    viewport: { width, height },
    reducedMotion: 'reduce',
  })
  const problems: string[] = []
  await context.exposeFunction('tellProblem', (problem: string) => void problems.push(problem))
  await context.addInitScript(() => {
    const tell = (globalThis as unknown as { tellProblem(problem: string): void }).tellProblem
    document.addEventListener('securitypolicyviolation', (event) =>
      tell(`policy: ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`),
    )
  })
  const page = await context.newPage()
  page.on('dialog', (dialog) => {
    problems.push(`dialog: ${dialog.message()}`)
    void dialog.dismiss().catch(() => {})
  })
  page.on('pageerror', (error) => problems.push(`error: ${error.message}`))
  page.on('console', (message) => {
    // A refused request is an answer that the page shows; the browser logs it as an error as well.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
      problems.push(`console: ${message.text()}`)
  })
  page.on('response', (response) => {
    if (response.status() >= 500) problems.push(`${response.status()} ${response.url()}`)
  })
  return { page, problems, close: () => context.close() }
}

/** Call it from afterAll. */
export async function closeBrowser(): Promise<void> {
  const open = browser
  browser = null
  await (await open)?.close()
}
