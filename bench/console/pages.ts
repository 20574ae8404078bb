import type { Browser, Page } from 'playwright-core'

export interface PageUnderTest {
  readonly name: string
  readonly path: string
  /** What a person came for: the page is usable when it is there and nothing on the page is still loading. */
  readonly shows: string
}

/** Every page behind the login. */
export const pagesOf = (conversationId: string, experiment: string | null): readonly PageUnderTest[] => [
  { name: 'overview', path: '/', shows: 'main canvas' },
  { name: 'conversations', path: '/conversations', shows: '.conversations-row:not(.conversations-waiting)' },
  { name: 'conversation', path: `/conversations/${encodeURIComponent(conversationId)}`, shows: 'main h1' },
  { name: 'annotate', path: '/annotate', shows: 'main button' },
  { name: 'quality', path: '/quality', shows: 'main table tbody tr, main canvas, main .ant-empty' },
  { name: 'rules', path: '/rules', shows: 'main table tbody tr, main form' },
  { name: 'signals', path: '/signals', shows: 'main table tbody tr, main .ant-empty' },
  { name: 'models', path: '/models', shows: 'main table tbody tr' },
  { name: 'experiments', path: '/experiments', shows: 'main table tbody tr, main article, main .ant-card' },
  ...(experiment === null
    ? []
    : [{ name: 'experiment', path: `/experiments/${encodeURIComponent(experiment)}`, shows: 'main table tbody tr' }]),
  { name: 'monitoring', path: '/monitoring', shows: 'main canvas' },
  { name: 'assistant', path: '/assistant', shows: 'main textarea, main input' },
  { name: 'settings', path: '/settings', shows: 'main table tbody tr' },
]

const BUSY = '.ant-skeleton, .ant-spin-spinning, [aria-busy=true]'
/** So long it must stay usable: between two requests that follow each other a page looks done for a moment. */
const CALM_MS = 500
const PATIENCE_MS = 60_000
const LOOK_MS = 100

/** Runs in the page, from its beginning: keeps the instant since which it has been usable, from the start of the navigation. */
const watcher = (shows: string): string => `
  globalThis.usableSince = null
  const look = () => {
    const usable = document.querySelector('h1') && document.querySelector(${JSON.stringify(shows)})
      && !document.querySelector(${JSON.stringify(BUSY)})
    if (!usable) globalThis.usableSince = null
    else globalThis.usableSince ??= performance.now()
  }
  new MutationObserver(look).observe(document, { subtree: true, childList: true, attributes: true })`
const CALM = `globalThis.usableSince !== null && performance.now() - globalThis.usableSince > ${CALM_MS}`

export interface Loaded {
  /** null = not within a minute. */
  readonly usableMs: number | null
  readonly requests: readonly { readonly path: string; readonly ms: number }[]
}

/** Resource timing of what the page asked of the interface; a request that never ended is not among them. */
const REQUESTS = `performance.getEntriesByType('resource').filter((each) => new URL(each.name).pathname.startsWith('/v1/'))
  .map((each) => ({ path: new URL(each.name).pathname + new URL(each.name).search, ms: each.duration }))`

async function load(page: Page, url: string): Promise<Loaded> {
  await page.goto(url, { waitUntil: 'commit' })
  // Asked from outside: the console's content policy lets no string be evaluated by a script in the page.
  const untilMs = performance.now() + PATIENCE_MS
  let inTime = false
  while (!inTime && performance.now() < untilMs) {
    await page.waitForTimeout(LOOK_MS)
    inTime = await page.evaluate<boolean>(CALM)
  }
  return {
    usableMs: inTime ? await page.evaluate<number>('globalThis.usableSince') : null,
    requests: await page.evaluate<Loaded['requests']>(REQUESTS),
  }
}

/** Opens a page in a fresh profile (cold), then once more (warm: files of the console are in the browser's cache). */
export async function open(
  browser: Browser,
  url: string,
  { path, shows }: PageUnderTest,
  beforeEach: () => Promise<void>,
): Promise<{ cold: Loaded; warm: Loaded }> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
  try {
    await context.addInitScript(watcher(shows))
    const page = await context.newPage()
    await beforeEach()
    const cold = await load(page, url + path)
    return { cold, warm: await load(page, url + path) }
  } finally {
    await context.close()
  }
}
