import { readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { expect, test } from 'vitest'

const SRC = resolve(import.meta.dirname, '../../src')

/** The file and all that it imports, directly or not; types too, since they are few. */
function closureOf(file: string, found = new Set<string>()): Set<string> {
  if (found.has(file)) return found
  found.add(file)
  for (const [, path] of readFileSync(join(SRC, file), 'utf8').matchAll(/from '([^']+)'/g)) {
    const inside = path!.startsWith('.')
    if (inside) closureOf(relative(SRC, resolve(SRC, dirname(file), path!)), found)
    else found.add(path!)
  }
  return found
}

test('the fold runs on any JavaScript engine: no package, no Node module, no global beyond ECMAScript', () => {
  const closure = [...closureOf('features/conversation.ts')]
  expect(closure.filter((file) => !file.endsWith('.ts'))).toEqual([])
  const foreign =
    /\b(Buffer|process|globalThis|require|TextDecoder|TextEncoder|structuredClone|setTimeout|console|Intl|Date)\b/
  const code = (file: string) => readFileSync(join(SRC, file), 'utf8').replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*/g, '')
  expect(closure.filter((file) => foreign.test(code(file)))).toEqual([])
})
