/**
 * Time and quality of the mixed model on made-up conversations of 200, 5,000 and 50,000: node bench/mixed.ts [sizes…]
 * Chances are known, so the distance from them is told beside the area under the curve.
 */
import { sigmoid } from '../src/models/logistic.ts'
import { encodeMixed, fitMixed, mixedProbability } from '../src/models/mixed.ts'
import { areaUnderCurve } from '../src/stats/auc.ts'
import { randomFrom } from '../src/stats/random.ts'

const NUMBERS = 40
const WORDS = 300
const TEXTS = ['said', 'reply', 'before']
const FRESH = 4000

function world(count: number, seed: string) {
  const random = randomFrom(seed)
  const word = () => `w${Math.floor(WORDS * random() ** 2)}`
  const chances: number[] = []
  const examples = Array.from({ length: count }, () => {
    const numbers = Array.from({ length: NUMBERS }, () => (random() < 0.1 ? Number.NaN : random()))
    const texts = TEXTS.map(() => Array.from({ length: 12 }, word).join(' '))
    const [a = 0, b = 0, c = 0] = numbers.map((value) => (Number.isNaN(value) ? 0.5 : value))
    const telling = texts[0]!.split(' ').filter((each) => Number(each.slice(1)) % 17 === 0).length
    chances.push(sigmoid(-2.5 + 2 * a + (b > 0.5 === c > 0.5 ? 1 : -1) + 0.8 * telling))
    return { numbers, texts }
  })
  const outcomes = chances.map((p) => Number(random() < p))
  return { examples, outcomes, chances, groups: examples.map((_, i) => `g${i >> 2}`) }
}

const schema = { numbers: Array.from({ length: NUMBERS }, (_, i) => `n${i}`), texts: TEXTS }
const fresh = world(FRESH, 'fresh')
const areaOf = (scores: readonly number[]) => {
  const of = (outcome: number) => scores.filter((_, i) => fresh.outcomes[i] === outcome)
  return areaUnderCurve(of(1), of(0)).estimate
}
const best = areaOf(fresh.chances)
const sizes = process.argv.slice(2).map(Number)
for (const size of sizes.length > 0 ? sizes : [200, 5000, 50_000]) {
  const { examples, outcomes, groups } = world(size, 'train')
  const from = process.cpuUsage()
  const model = fitMixed(schema, examples, outcomes, { groups, seed: 'bench' })
  const fitted = process.cpuUsage(from)
  const asked = performance.now()
  const said = fresh.examples.map((example) => mixedProbability(model, example))
  const perAnswer = ((performance.now() - asked) * 1000) / FRESH
  const error = said.reduce((sum, p, i) => sum + Math.abs(p - fresh.chances[i]!), 0) / FRESH
  process.stdout.write(
    `${size} examples: fitted in ${((fitted.user + fitted.system) / 1e6).toFixed(1)} CPU-s, ` +
      `AUC ${areaOf(said).toFixed(3)} (the true chances ${best.toFixed(3)}), mean distance from them ${error.toFixed(3)}, ` +
      `held-out AUC ${model.quality.auc.toFixed(3)}, calibration error ${model.quality.ece.toFixed(3)}, ` +
      `${(encodeMixed(model).length / 1e6).toFixed(2)} MB, ${perAnswer.toFixed(0)} µs an answer\n`,
  )
}
