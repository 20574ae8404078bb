import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { expect, test } from 'vitest'

const WEB = resolve(import.meta.dirname, '../../web')
const files = readdirSync(WEB, { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.tsx?$/.test(name) && !name.startsWith('generated'))
  .sort()

const codeOf = (file: string): string =>
  readFileSync(join(WEB, file), 'utf8').replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '')

const importsOf = (file: string): string[] =>
  [...codeOf(file).matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)].map((found) =>
    relative(WEB, resolve(WEB, dirname(file), found[1]!)),
  )

/** `pages/<page>` is a room of its own; elsewhere the first folder is. */
const roomOf = (file: string): string =>
  file
    .split('/')
    .slice(0, file.startsWith('pages/') ? 2 : 1)
    .join('/')

/** Pages stand beside each other; parts know no page; the shell hangs the pages up. */
function allowed(from: string, to: string): boolean {
  if (from === to || to === 'generated' || to === 'api') return true
  if (from.startsWith('pages/')) return to === 'parts' || to === 'shell'
  if (from === 'parts') return to === 'shell'
  return from === 'shell' || !from.includes('/')
}

test.each(files)('%s imports only what its room may, and nothing of the service', (file) => {
  const wrong = importsOf(file).filter((target) => target.startsWith('..') || !allowed(roomOf(file), roomOf(target)))
  expect(file === 'vite.config.ts' || file === 'words.d.ts' ? [] : wrong).toEqual([])
})

test.each(files)('%s is no longer than 300 lines and runs no markup or code out of data', (file) => {
  const text = readFileSync(join(WEB, file), 'utf8')
  expect(text.split('\n').length).toBeLessThanOrEqual(301)
  expect(
    /dangerouslySetInnerHTML|innerHTML|insertAdjacentHTML|\beval\(|new Function\(/.exec(codeOf(file))?.[0],
  ).toBeUndefined()
})

test('no folder or file has a name that says nothing', () => {
  expect(files.filter((file) => /(^|\/)(utils?|helpers?|common|shared|misc|lib|index)(\/|\.tsx?$)/.test(file))).toEqual(
    [],
  )
})

test('the shell alone draws charts and formats: pages go through the parts', () => {
  const wrong = files.filter(
    (file) => file.startsWith('pages/') && /from 'echarts|new Intl\.|toLocale(Date|Time)?String\(/.test(codeOf(file)),
  )
  expect(wrong).toEqual([])
})
