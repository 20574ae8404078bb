import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import ts from 'typescript'
import { expect, test } from 'vitest'

const FILE = resolve(import.meta.dirname, 'machine-as-gold.ts')
const ROOT = resolve(import.meta.dirname, '../..')

/** Errors of that one file, with its source as given. */
function errorsOf(source: string): string[] {
  const { config } = ts.readConfigFile(resolve(ROOT, 'tsconfig.json'), ts.sys.readFile)
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, ROOT)
  const host = ts.createCompilerHost(options)
  const read = host.getSourceFile
  host.getSourceFile = (name, ...rest) =>
    resolve(name) === FILE ? ts.createSourceFile(name, source, ts.ScriptTarget.ES2024) : read(name, ...rest)
  const program = ts.createProgram([FILE], options, host)
  const file = program.getSourceFile(FILE)
  return program
    .getSemanticDiagnostics(file)
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'))
}

const source = readFileSync(FILE, 'utf8')

test('every attempt to make gold of a machine label is a type error', () => {
  expect(errorsOf(source)).toEqual([])
  const attempts = source.split('@ts-expect-error').length - 1
  expect(errorsOf(source.replaceAll('// @ts-expect-error', '//'))).toHaveLength(attempts)
})
