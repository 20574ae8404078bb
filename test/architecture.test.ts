import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'

const SRC = resolve(import.meta.dirname, '../src')
const STAGES = [
  'stats',
  'events',
  'models',
  'features',
  'metrics',
  'wording',
  'admission',
  'pool',
  'labels',
  'training',
  'policy',
  'evaluation',
  'experiments',
  'releases',
  'serving',
  'monitoring',
  'steering',
  'access',
  'privacy',
]

/** Which room may import which; data flows left to right, imports go right to left. `errors` is open to all. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  errors: [],
  stats: [],
  events: [],
  models: ['stats'],
  features: ['events', 'models'],
  metrics: ['events', 'features', 'stats'],
  wording: ['events', 'models'],
  admission: ['events', 'features', 'models', 'wording', 'stats'],
  pool: ['events', 'features', 'admission', 'stats'],
  labels: ['events', 'features', 'admission', 'pool', 'models', 'stats'],
  training: ['events', 'features', 'admission', 'pool', 'labels', 'models', 'stats'],
  policy: ['events', 'features', 'metrics', 'stats'],
  evaluation: [
    'events',
    'features',
    'metrics',
    'wording',
    'admission',
    'pool',
    'labels',
    'training',
    'policy',
    'models',
    'stats',
  ],
  experiments: ['events', 'features', 'metrics', 'stats'],
  releases: ['events', 'metrics', 'models', 'evaluation', 'experiments', 'stats'],
  serving: ['events', 'features', 'metrics', 'models', 'policy', 'wording', 'experiments', 'releases'],
  monitoring: [
    'events',
    'features',
    'metrics',
    'wording',
    'admission',
    'pool',
    'labels',
    'evaluation',
    'experiments',
    'releases',
    'models',
    'stats',
  ],
  steering: ['events', 'models'],
  access: ['events'],
  privacy: ['events'],
  client: ['events', 'serving (types)'],
  assistant: ['events', 'client'],
  simulator: ['events', 'stats', 'assistant'],
  loop: STAGES,
}

interface Import {
  readonly file: string
  readonly target: string
  readonly typesOnly: boolean
}

const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .sort()

function importsOf(file: string): Import[] {
  const text = readFileSync(join(SRC, file), 'utf8')
  const found = text.matchAll(
    /^(?:import|export)\s(?<types>type\s)?[^'";]*?from\s+'(?<path>\.[^']+)'|import\('(?<dynamic>\.[^']+)'\)/gm,
  )
  return [...found].map(({ groups }) => ({
    file,
    target: relative(SRC, resolve(SRC, dirname(file), groups?.path ?? groups?.dynamic ?? '')),
    typesOnly: groups?.types !== undefined,
  }))
}

/** `adapters/<engine>` is a room of its own; elsewhere the first folder is. */
const roomOf = (file: string): string =>
  file
    .split('/')
    .slice(0, file.startsWith('adapters/') ? 2 : 1)
    .join('/')

const imports = files.flatMap(importsOf)

function allowed(from: string, to: string, typesOnly: boolean): boolean {
  if (from === to || to === 'errors' || from === 'app') return to !== 'app' || from === 'app'
  if (from.startsWith('adapters/')) return STAGES.includes(to)
  const list = MAY_IMPORT[from] ?? []
  return list.includes(to) || (typesOnly && list.includes(`${to} (types)`))
}

describe('rooms', () => {
  test.each(files)('%s imports only what its room may', (file) => {
    const wrong = imports.filter(
      (each) => each.file === file && !allowed(roomOf(file), roomOf(each.target), each.typesOnly),
    )
    expect(wrong.map((each) => each.target)).toEqual([])
  })

  test('every folder under src is a known room', () => {
    const rooms = new Set(files.map(roomOf).filter((room) => room !== 'app' && !room.startsWith('adapters/')))
    expect([...rooms].filter((room) => !(room in MAY_IMPORT))).toEqual([])
  })

  test('no import cycle between files', () => {
    const graph = Map.groupBy(imports, (each) => each.file)
    const done = new Set<string>()
    const cycles: string[] = []
    const visit = (file: string, path: readonly string[]): void => {
      if (path.includes(file)) cycles.push([...path.slice(path.indexOf(file)), file].join(' -> '))
      else if (!done.has(file)) for (const next of graph.get(file) ?? []) visit(next.target, [...path, file])
      done.add(file)
    }
    for (const file of files) visit(file, [])
    expect(cycles).toEqual([])
  })
})

const IMPURE =
  /\bDate\.now\(|new Date\(\)|Math\.random\(|process\.(?!stdout)|from 'node:(?!crypto)|performance\.now\(|setTimeout\(/

describe('purity', () => {
  const pure = files.filter((file) => !/^(adapters|app|client|loop)\//.test(file))
  test.each(pure)('%s has no clock, randomness, environment or I/O', (file) => {
    const code = readFileSync(join(SRC, file), 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '')
    expect(IMPURE.exec(code)?.[0]).toBeUndefined()
  })
})

describe('house', () => {
  const handWritten = ['src', 'bench'].flatMap((folder) =>
    readdirSync(join(SRC, '..', folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => `${folder}/${name}`),
  )
  test.each(handWritten)('%s is no longer than 300 lines', (file) => {
    expect(readFileSync(join(SRC, '..', file), 'utf8').split('\n').length).toBeLessThanOrEqual(301)
  })

  test('no room or file has a name that says nothing', () => {
    expect(
      files.filter((file) => /(^|\/)(utils?|helpers?|common|shared|misc|lib|index)(\/|\.ts$)|-v\d+\.ts$/.test(file)),
    ).toEqual([])
  })

  test('only settings.ts and main.ts touch the environment', () => {
    const readers = files.filter((file) => /process\.env/.test(readFileSync(join(SRC, file), 'utf8')))
    expect(readers.filter((file) => file !== 'app/main.ts' && file !== 'app/settings.ts')).toEqual([])
  })

  const lock = readFileSync(join(SRC, '../package-lock.json'), 'utf8')

  test('the lock file names no registry host', () => {
    expect(lock).not.toContain('"resolved"')
  })

  test('the lock file knows every optional package, so that it installs on every platform', () => {
    const { packages } = JSON.parse(lock) as { packages: Record<string, { optionalDependencies?: object }> }
    const known = new Set(Object.keys(packages).map((path) => path.split('node_modules/').at(-1)))
    const named = Object.values(packages).flatMap((each) => Object.keys(each.optionalDependencies ?? {}))
    expect(named.filter((name) => !known.has(name))).toEqual([])
  })
})
