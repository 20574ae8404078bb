import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'

// The package as a user gets it: packed, installed from npm into an empty folder, run there.
const ROOT = resolve(import.meta.dirname, '../..')
const run = promisify(execFile)
let folder: string
let bin: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'salesloop-package-'))
  await chmod(folder, 0o755) // run by root, the embedded PostgreSQL's user has to get in
  await run('npm', ['pack', '--pack-destination', folder], { cwd: ROOT })
  const [tarball] = (await readdir(folder)).filter((name) => name.endsWith('.tgz'))
  await writeFile(join(folder, 'package.json'), '{"name":"user","private":true,"type":"module"}')
  await run(
    'npm',
    ['install', '--no-fund', '--no-audit', '--loglevel=error', '--prefer-offline', join(folder, tarball!)],
    { cwd: folder },
  )
  bin = join(folder, 'node_modules/.bin/salesloop')
}, 300_000)

afterAll(() => rm(folder, { recursive: true, force: true }))

test('it holds JavaScript and types, no source, no tests, no data', async () => {
  const files = await readdir(join(folder, 'node_modules/salesloop'), { recursive: true })
  expect(files).toContain('dist/app/main.js')
  expect(files).toContain('dist/client/client.d.ts')
  expect(files.filter((name) => /^(src|test|bench|docs)\b|(?<!\.d)\.ts$/.test(name))).toEqual([])
})

test('the command line answers', async () => {
  const { stdout } = await run(bin, ['--help'], { cwd: folder })
  expect(stdout).toMatch(/up .*\n[\s\S]*features/)
})

test('features come out of a log on standard input', async () => {
  const child = spawn(bin, ['features', '--now', '1767325600000'], { cwd: folder, stdio: ['pipe', 'pipe', 'pipe'] })
  let out = ''
  child.stdout.on('data', (chunk) => (out += chunk))
  child.stdin.end(
    '{"event_id":"e","type":"user_message","conversation_id":"c","user_id":"u","occurred_at":1767225600000,"text":"hello there"}\n',
  )
  const [code] = await once(child, 'close')
  expect(code).toBe(0)
  expect(JSON.parse(out)).toMatchObject({ conversation_id: 'c', features: { no_order: true, no_conversion: null } })
})

test('the client sends to the service, both from the package', async () => {
  const service = spawn(bin, ['up', '--port', '0', '--data-dir', join(folder, 'data'), '--no-auth'], { cwd: folder })
  try {
    const ready = once(service.stdout, 'data').then(([line]) => String(line).split('\n')[0]!)
    const url = await Promise.race([
      ready,
      once(service, 'exit').then(([code]) => expect.fail(`up ended with ${code}`)),
    ])
    const program = `
      import { createClient } from 'salesloop'
      const loop = createClient({ url: '${url}' })
      loop.send({ event_id: 'e1', type: 'user_message', conversation_id: 'c1', user_id: 'u1', text: '多少钱' })
      await loop.close()
      console.log((await (await fetch('${url}/v1/events/e1')).json()).text)`
    await writeFile(join(folder, 'assistant.mjs'), program)
    const { stdout } = await run(process.execPath, ['assistant.mjs'], { cwd: folder })
    expect(stdout.trim()).toBe('多少钱')
  } finally {
    service.kill('SIGTERM')
    await once(service, 'exit')
  }
})

test('the demo of a small world runs to its figures', async () => {
  const world = { weeks: ['training'], traffic: { conversationsPerDay: 12 }, annotators: { samplesPerDay: 6 } }
  await writeFile(join(folder, 'world.json'), JSON.stringify(world))
  const { stdout } = await run(bin, ['demo', '--json', '--world', 'world.json'], {
    cwd: folder,
    env: { ...process.env, CI: 'true' },
    timeout: 240_000,
    maxBuffer: 1 << 26,
  })
  expect(JSON.parse(stdout)).toHaveProperty('models')
})
