import type { Browser } from 'playwright-core'

export interface Scrolled {
  readonly rows: number
  readonly frames: number
  /** Frames in which a part of the table showed no row at all. */
  readonly blankFrames: number
  /** Frames in which a row showed its place and number while its content was on its way. */
  readonly waitingFrames: number
  /** Longest time that one row, while it was in view, waited for its content, milliseconds. */
  readonly longestWaitMs: number
  /** From the last movement until every row in view had its content, milliseconds. */
  readonly restWaitMs: number
  readonly slowestFrameMs: number
}

/**
 * Scrolls the table from its first to its last row in so many frames, jumps to its middle, then flicks: page by page, a frame each. Runs in the
 * page. A frame is blank where fewer rows lie in view than fit into it.
 */
const SCROLL = `(async () => {
  const box = document.querySelector('.conversations-box')
  const frame = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)))
  const seen = { rows: Number(box.getAttribute('aria-rowcount')) - 1, frames: 0, blankFrames: 0, waitingFrames: 0, longestWaitMs: 0, restWaitMs: 0, slowestFrameMs: 0 }
  let waitingSince = new Map()
  const look = (begunAt) => {
    const { top, bottom } = box.getBoundingClientRect()
    const rows = [...box.querySelectorAll('.conversations-row')].map((row) => ({ row, at: row.getBoundingClientRect() }))
      .filter(({ at }) => at.bottom > top + 1 && at.top < bottom - 1)
    const height = rows[0]?.at.height ?? 40
    const head = box.querySelector('.conversations-head')?.getBoundingClientRect().height ?? 0
    const fit = Math.floor((Math.min(bottom, innerHeight) - top - head) / height) - 1
    seen.frames++
    if (rows.length < fit) seen.blankFrames++
    const waiting = rows.filter(({ row }) => row.classList.contains('conversations-waiting'))
    if (waiting.length > 0) seen.waitingFrames++
    const now = performance.now()
    for (const since of waitingSince.values()) seen.longestWaitMs = Math.max(seen.longestWaitMs, begunAt - since)
    waitingSince = new Map(waiting.map(({ row }) => [row.id, waitingSince.get(row.id) ?? now]))
    seen.slowestFrameMs = Math.max(seen.slowestFrameMs, performance.now() - begunAt)
  }
  const step = async (place) => { const begunAt = performance.now(); box.scrollTop = place; await frame(); look(begunAt) }
  const end = box.scrollHeight - box.clientHeight
  const rest = async () => {
    const restedAt = performance.now()
    while (waitingSince.size > 0 && performance.now() - restedAt < 30000) await step(box.scrollTop)
    seen.restWaitMs = Math.max(seen.restWaitMs, performance.now() - restedAt)
  }
  for (let i = 1; i <= 200; i++) await step((end * i) / 200)
  await rest()
  await step(end / 2)
  await rest()
  for (let i = 1; i <= 100; i++) await step(end / 2 + i * box.clientHeight)
  await rest()
  return seen
})()`

/** @param url of the page with the table */
export async function scrollTable(browser: Browser, url: string): Promise<Scrolled> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
  try {
    const page = await context.newPage()
    await page.goto(url)
    await page.waitForSelector('.conversations-row:not(.conversations-waiting)')
    return await page.evaluate<Scrolled>(SCROLL)
  } finally {
    await context.close()
  }
}
