import { expect, test } from 'vitest'
import { fitNaiveBayes, hashTexts, NaiveBayesReader, withoutTexts } from '../../src/models/naive-bayes.ts'

const TEXTS = ['多少钱', '价格多少', '什么时候发货', '几天能到', 'how much is it', 'when does it ship']
const OF = [0, 0, 1, 1, 0, 1]
const texts = hashTexts(TEXTS)

test('reads what it learned, in both languages', () => {
  const reader = new NaiveBayesReader(fitNaiveBayes(texts, ['price', 'delivery'], (i) => OF[i]!))
  const asked = hashTexts(['这个多少钱呀', '哪天发货', 'how much', ''])
  expect(reader.margin(asked, 0, 'price')).toBeGreaterThan(0)
  expect(reader.margin(asked, 1, 'delivery')).toBeGreaterThan(0)
  expect(reader.margin(asked, 2, 'delivery')).toBeLessThan(0)
  expect(reader.margin(asked, 0, 'unheard')).toBeNaN()
  expect(reader.margin(asked, 3, 'price')).toBeNaN()
})

test('a model less some texts is the model that never saw them', () => {
  const all = fitNaiveBayes(texts, ['a', 'b'], (i) => OF[i]!)
  const some = fitNaiveBayes(texts, ['a', 'b'], (i) => (i < 2 ? OF[i]! : -1))
  const rest = fitNaiveBayes(texts, ['a', 'b'], (i) => (i < 2 ? -1 : OF[i]!))
  const left = withoutTexts(all, some)
  expect([...left.counts]).toEqual([...rest.counts])
  expect([...left.texts]).toEqual([...rest.texts])
})
