// Every page as a picture: both languages at 1440 x 900 (light, and dark in English), Annotate at 390 x 844 as well.
// Written into ./screenshots, which git ignores.
import { mkdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { cleanUp } from '../process/service.ts'
import { addressesOf, eachView } from './addresses.ts'
import { closeBrowser, openPage, type PageOptions } from './browser.ts'
import { startWorld } from './world.ts'

const OUT = resolve(import.meta.dirname, '../../screenshots')

const LOOKS: readonly (PageOptions & { readonly label: string; readonly only?: string })[] = [
  { label: 'en', language: 'en' },
  { label: 'zh', language: 'zh' },
  { label: 'en-dark', language: 'en', appearance: 'dark' },
  { label: 'en-phone', language: 'en', width: 390, height: 844, only: 'annotate' },
  { label: 'zh-phone', language: 'zh', width: 390, height: 844, only: 'annotate' },
]

mkdirSync(OUT, { recursive: true })
const service = await startWorld()
let count = 0
try {
  const addresses = await addressesOf(service)
  for (const { label, only, ...look } of LOOKS) {
    const { page, close } = await openPage(service.url, look)
    for (const [name, path] of addresses.filter(([name]) => only === undefined || name === only)) {
      await eachView(page, path, async (tab) => {
        await page.screenshot({ path: `${OUT}/${name}${tab}.${label}.png` })
        count++
      })
    }
    await close()
  }
} finally {
  await closeBrowser()
  await cleanUp()
}
process.stdout.write(`${count} pictures in ${OUT}\n`)
