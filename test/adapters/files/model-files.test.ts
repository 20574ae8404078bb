import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { modelFiles } from '../../../src/adapters/files/model-files.ts'
import { sealFiles } from '../../../src/models/manifest.ts'

const bytes = (text: string) => new TextEncoder().encode(text)
const files = sealFiles(
  { kind: 'test', format: 1, labels: ['a'] },
  new Map([
    ['weights.bin', bytes('weights')],
    ['rows.bin', bytes('')],
  ]),
)

let root: string
beforeEach(async () => {
  root = join(await mkdtemp(join(tmpdir(), 'model-files-')), 'models')
})
afterEach(() => rm(join(root, '..'), { recursive: true, force: true }))

test('what was put comes back, byte for byte, from a folder with nothing else beside it', async () => {
  const ref = await modelFiles(root).put(files)
  expect(await modelFiles(root).get(ref)).toEqual(
    new Map([...files].map(([name, content]) => [name, new Uint8Array(content)])),
  )
  expect(await readdir(root)).toEqual([ref.id])
})

test('several that put the same model at once leave one whole copy', async () => {
  const refs = await Promise.all(Array.from({ length: 8 }, () => modelFiles(root).put(files)))
  expect(new Set(refs.map((ref) => ref.id)).size).toBe(1)
  expect(await readdir(root)).toEqual([refs[0]!.id])
  await modelFiles(root).get(refs[0]!)
})

test('any flipped bit of any file is refused', async () => {
  const store = modelFiles(root)
  const ref = await store.put(files)
  const place = fc.constantFrom(
    ...[...files].flatMap(([name, content]) => [...content.keys()].map((at) => ({ name, at }))),
  )
  await fc.assert(
    fc.asyncProperty(place, fc.integer({ min: 0, max: 7 }), async ({ name, at }, bit) => {
      const path = join(root, ref.id, name)
      const whole = await readFile(path)
      const flipped = Buffer.from(whole)
      flipped[at]! ^= 1 << bit
      await writeFile(path, flipped)
      await expect(store.get(ref)).rejects.toMatchObject({ code: 'LOOP_MODEL_DAMAGED' })
      await writeFile(path, whole)
    }),
    { numRuns: 60 },
  )
  await store.get(ref)
})

test.each([
  { name: 'a file less', spoil: (folder: string) => rm(join(folder, 'rows.bin')) },
  { name: 'a file more', spoil: (folder: string) => writeFile(join(folder, 'extra.bin'), 'x') },
  { name: 'no manifest', spoil: (folder: string) => rm(join(folder, 'manifest.json')) },
])('$name is refused, and putting the model again mends it', async ({ spoil }) => {
  const store = modelFiles(root)
  const ref = await store.put(files)
  await spoil(join(root, ref.id))
  await expect(store.get(ref)).rejects.toMatchObject({ code: 'LOOP_MODEL_DAMAGED' })
  await store.put(files)
  expect((await store.get(ref)).size).toBe(files.size)
  expect(await readdir(root)).toEqual([ref.id])
})

test('another whole model under this name is refused', async () => {
  const store = modelFiles(root)
  const ref = await store.put(files)
  await expect(store.get({ id: ref.id, sha256: '0'.repeat(64) })).rejects.toMatchObject({ code: 'LOOP_MODEL_DAMAGED' })
})

test('one that was never put is not there', async () => {
  await expect(modelFiles(root).get({ id: 'm-none', sha256: '' })).rejects.toMatchObject({
    code: 'LOOP_NO_MODEL',
    status: 404,
  })
})
