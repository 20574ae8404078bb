import { createHash } from 'node:crypto'
import { fc, test as property } from '@fast-check/vitest'
import { describe, expect, test } from 'vitest'
import { fitClassifier } from '../../src/models/classifier.ts'
import { decodeClassifier, encodeClassifier } from '../../src/models/codec.ts'
import { MANIFEST, readManifest } from '../../src/models/manifest.ts'
import { customerLines } from './examples.ts'

const classifier = fitClassifier(customerLines(200, 'codec', 0.1), { seed: 3 })
const files = encodeClassifier(classifier, { snapshot: 's-1' })
const names = [...files.keys()]

/** The files with one changed. */
const changed = (name: string, bytes: Uint8Array) => new Map([...files, [name, bytes]])
const without = (name: string) => new Map([...files].filter(([other]) => other !== name))
const resealed = (change: (manifest: Record<string, unknown>) => void) => {
  const { seal: _, ...manifest } = JSON.parse(new TextDecoder().decode(files.get(MANIFEST)))
  change(manifest)
  const seal = createHash('sha256').update(JSON.stringify(manifest)).digest('hex')
  return changed(MANIFEST, new TextEncoder().encode(JSON.stringify({ ...manifest, seal })))
}

test('the files hold the whole classifier', () => {
  const decoded = decodeClassifier(files)
  expect(decoded.labels).toEqual(classifier.labels)
  for (const { text } of customerLines(300, 'other')) expect(decoded.predict(text)).toEqual(classifier.predict(text))
  expect(encodeClassifier(decoded, { snapshot: 's-1' })).toEqual(files)
})

test('the manifest says what it is and where it comes from', () =>
  expect(readManifest(files)).toMatchObject({
    kind: 'salesloop-classifier',
    format: 1,
    labels: ['delivery', 'greeting', 'price', 'refund'],
    lineage: { snapshot: 's-1' },
    files: { 'weights.bin': createHash('sha256').update(files.get('weights.bin')!).digest('hex') },
  }))

test('views into a larger buffer, at odd places, are read as well', () => {
  const shifted = new Map(
    [...files].map(([name, bytes]) => {
      const larger = new Uint8Array(bytes.length + 3)
      larger.set(bytes, 3)
      return [name, larger.subarray(3)]
    }),
  )
  expect(decodeClassifier(shifted).predict('退款')).toEqual(classifier.predict('退款'))
})

describe('damage is refused', () => {
  test.each([
    { name: 'no file', given: new Map() },
    ...names.map((name) => ({ name: `${name} is missing`, given: without(name) })),
    ...names.map((name) => ({ name: `${name} is empty`, given: changed(name, new Uint8Array()) })),
    ...names.map((name) => ({ name: `${name} is cut`, given: changed(name, files.get(name)!.slice(0, -1)) })),
    { name: 'a file too many', given: changed('extra.bin', new Uint8Array(1)) },
    { name: 'a manifest of a list', given: changed(MANIFEST, new TextEncoder().encode('[]')) },
    { name: 'a manifest of null', given: changed(MANIFEST, new TextEncoder().encode('null')) },
  ])('$name', ({ given }) =>
    expect(() => decodeClassifier(given)).toThrow(expect.objectContaining({ code: 'LOOP_MODEL_DAMAGED' })),
  )

  property.prop([fc.constantFrom(...names), fc.nat(), fc.integer({ min: 0, max: 7 })])(
    'one flipped bit',
    (name, at, bit) => {
      const bytes = files.get(name)!.slice()
      bytes[at % bytes.length]! ^= 1 << bit
      expect(() => decodeClassifier(changed(name, bytes))).toThrow(
        expect.objectContaining({ code: 'LOOP_MODEL_DAMAGED' }),
      )
    },
  )
})

test.each([
  { name: 'a later format', given: resealed((manifest) => Object.assign(manifest, { format: 2 })) },
  { name: 'another kind', given: resealed((manifest) => Object.assign(manifest, { kind: 'other' })) },
])('$name is named as such', ({ given }) =>
  expect(() => decodeClassifier(given)).toThrow(expect.objectContaining({ code: 'LOOP_MODEL_FORMAT_UNKNOWN' })),
)

test('it is small: at most 5 bytes a weight, and less than 4 for a full one', () => {
  const size = [...files.values()].reduce((sum, bytes) => sum + bytes.length, 0)
  expect(size / (files.get('rows.bin')!.length / 12)).toBeLessThan(4 + 12 + 1)
})
