import { sigmoid } from '../../src/models/logistic.ts'
import { randomFrom } from '../../src/stats/random.ts'

export const SCHEMA = { numbers: ['waits', 'repeats', 'noise'], texts: ['said'] }
const ANGRY = ['没用', '不对', 'useless', 'wrong again']
const CALM = ['谢谢', '好的', 'great', 'that helps']

/** Examples whose chance of outcome 1 is known: it hangs on words, repeats, waits (a fifth not known), and a base. */
export function world(count: number, seed: string, base = -2) {
  const random = randomFrom(seed)
  const chances: number[] = []
  const examples = Array.from({ length: count }, () => {
    const angry = random() < 0.4
    const words = angry ? ANGRY : CALM
    const waits = random() < 0.2 ? Number.NaN : random() * 4
    const repeats = Math.floor(random() * 3)
    chances.push(sigmoid(base + (angry ? 1.5 : -1) + 1.2 * repeats + (Number.isNaN(waits) ? 0.5 : 0.4 * waits)))
    const text = `${words[Math.floor(random() * words.length)]} x${random()}`
    return { numbers: [waits, repeats, random()], texts: [text] }
  })
  const outcomes = chances.map((p) => Number(random() < p))
  return { examples, outcomes, chances, groups: examples.map((_, i) => `g${i >> 1}`) }
}
