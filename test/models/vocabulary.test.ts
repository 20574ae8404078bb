import { describe, expect, test } from 'vitest'
import { buildVocabulary, HashIndex, Vectorizer, vectorize } from '../../src/models/vocabulary.ts'
import { randomFrom } from '../../src/stats/random.ts'

describe('HashIndex', () => {
  test('finds every key and no other, also when slots collide', () => {
    const random = randomFrom('keys')
    const keys = [...new Set(Array.from({ length: 5000 }, () => (Math.floor(random() * 2 ** 18) * 2 ** 14 || 1) >>> 0))]
    const index = new HashIndex(Uint32Array.from(keys))
    expect(keys.map((key) => index.rowOf(key))).toEqual([...keys.keys()])
    expect(index.rowOf(12_345_677)).toBe(-1)
  })

  test('an empty one knows nothing', () => expect(new HashIndex(new Uint32Array()).rowOf(5)).toBe(-1))
})

describe('buildVocabulary', () => {
  test('counts texts, not occurrences', () => {
    const { keys, idf } = buildVocabulary(['贵贵', '贵', '快'], 2)
    expect(keys).toHaveLength(1)
    expect(idf[0]).toBeCloseTo(Math.log(4 / 3) + 1, 6)
  })

  test('the order of the texts leaves no trace', () =>
    expect(buildVocabulary(['where is it', 'it is here'], 1)).toEqual(
      buildVocabulary(['it is here', 'where is it'], 1),
    ))
})

describe('Vectorizer', () => {
  const vocabulary = buildVocabulary(['贵', '贵了', '快'], 1)

  test('has length 1', () => {
    const vectorizer = new Vectorizer(vocabulary)
    vectorizer.read('贵了')
    const squares = vectorizer.values.subarray(0, vectorizer.size).reduce((sum, value) => sum + value * value, 0)
    expect(squares).toBeCloseTo(1, 6)
  })

  test('grows term weights sublinearly', () => {
    const vectorizer = new Vectorizer(vocabulary)
    vectorizer.read('贵贵贵快')
    const weights = [...vectorizer.values.subarray(0, vectorizer.size)]
    const [expensive, fast] = weights as [number, number]
    const idfRatio = (Math.log(4 / 3) + 1) / (Math.log(4 / 2) + 1)
    expect(expensive / fast).toBeCloseTo((1 + Math.log(3)) * idfRatio, 5)
  })

  test('a text without a known feature is an empty vector, and forgets the one before', () => {
    const vectorizer = new Vectorizer(vocabulary)
    vectorizer.read('贵了')
    vectorizer.read('completely unknown')
    expect(vectorizer.size).toBe(0)
    expect(vectorizer.known).toBe(0)
    vectorizer.read('')
    expect(vectorizer.known).toBe(1)
  })
})

test('vectorize holds what the vectorizer gives, also beyond its first guess of the size', () => {
  const texts = [
    'a short one',
    'long words '.repeat(300) + Array.from({ length: 900 }, (_, i) => `w${i}`).join(' '),
    '贵',
  ]
  const vocabulary = buildVocabulary(texts, 1)
  const vectors = vectorize(texts, vocabulary)
  const vectorizer = new Vectorizer(vocabulary)
  texts.forEach((text, i) => {
    vectorizer.read(text)
    expect([...vectors.rows.subarray(vectors.starts[i], vectors.starts[i + 1])]).toEqual([
      ...vectorizer.rows.subarray(0, vectorizer.size),
    ])
    expect([...vectors.values.subarray(vectors.starts[i], vectors.starts[i + 1])]).toEqual([
      ...vectorizer.values.subarray(0, vectorizer.size),
    ])
  })
})
