import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'

const WEB = resolve(import.meta.dirname, '../../web')
const files = readdirSync(WEB, { recursive: true, encoding: 'utf8' }).filter((name) => !name.startsWith('generated'))
const namespaces = files.filter((name) => name.endsWith('/en.json')).map((name) => dirname(name))

type Words = { readonly [key: string]: string | Words }

/** `a.b.c` -> text. */
function flat(words: Words, at = ''): Map<string, string> {
  return new Map(
    Object.entries(words).flatMap(([key, value]) =>
      typeof value === 'string' ? [[at + key, value] as const] : [...flat(value, `${at}${key}.`)],
    ),
  )
}

const read = (folder: string, language: string): Map<string, string> =>
  flat(JSON.parse(readFileSync(join(WEB, folder, `${language}.json`), 'utf8')) as Words)

/** Plural forms differ between languages; what must be the same is the key before them. */
const stem = (key: string): string => key.replace(/_(zero|one|two|few|many|other)$/, '')
const holes = (text: string): string[] =>
  [...text.matchAll(/\{\{\s*(\w+)|<(\w+)>/g)].map((found) => found[1] ?? found[2]!).sort()

/** Texts that are the same in both languages: names, units, codes. */
const SAME =
  /^[\s\d\p{P}\p{S}]*$|^(\{\{\w+\}\}|[\s\p{P}\p{S}])+$|^(CTA|ECE|CSV|JSON|OpenID Connect|salesloop|id|ID|API|A\/B|McNemar|SHA-256|FSM|IP|URL|cron|Feishu|Webhook)$/u

describe.each(namespaces)('words of %s', (folder) => {
  const [en, zh] = [read(folder, 'en'), read(folder, 'zh')]

  test('no key is missing in either language', () => {
    expect([...new Set([...zh.keys()].map(stem))].sort()).toEqual([...new Set([...en.keys()].map(stem))].sort())
  })

  test('both say the same things: the same places are filled in', () => {
    const zhByStem = new Map([...zh].map(([key, text]) => [stem(key), text]))
    const different = [...en].filter(([key, text]) => {
      const other = holes(zhByStem.get(stem(key)) ?? '')
      // A singular may leave its number out.
      return !key.endsWith('_one') && holes(text).join() !== other.join()
    })
    expect(different.map(([key]) => key)).toEqual([])
  })

  test('no text is empty, English is English and Chinese is Chinese', () => {
    expect([...en, ...zh].filter(([, text]) => text.trim() === '').map(([key]) => key)).toEqual([])
    expect([...en].filter(([, text]) => /\p{Script=Han}/u.test(text)).map(([key]) => key)).toEqual([])
    expect(
      [...zh]
        .filter(([, text]) => !/\p{Script=Han}/u.test(text) && !SAME.test(text))
        .map(([key, text]) => `${key}: ${text}`),
    ).toEqual([])
  })
})

/** Text between tags, and the attributes that people read or hear. */
const RAW_TEXT =
  />\s*([A-Za-z\p{Script=Han}][^<>{}]*)<\/|\b(?:title|label|placeholder|aria-label|alt|description|okText|cancelText|subTitle|tooltip|extra)="([^"]*\p{L}[^"]*)"/gu

describe('components', () => {
  const components = files.filter((name) => name.endsWith('.tsx'))
  test.each(components)('%s shows no text of its own', (file) => {
    const code = readFileSync(join(WEB, file), 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '')
    const found = [...code.matchAll(RAW_TEXT)].map((each) => each[1] ?? each[2])
    expect(found.filter((text) => !/^(salesloop|JSON)$/.test(text!.trim()))).toEqual([])
  })

  test('every folder with words has both languages', () => {
    expect(namespaces.filter((folder) => !existsSync(join(WEB, folder, 'zh.json')))).toEqual([])
  })
})
