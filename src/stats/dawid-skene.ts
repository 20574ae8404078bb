export interface AnnotatorAnswer {
  readonly item: string
  readonly annotator: string
  readonly label: string
}

export interface DawidSkeneOptions {
  /** Pseudo-answers with which everybody starts for each true label: `trust` right ones, `smoothing` spread over the wrong. */
  readonly trust?: number
  readonly smoothing?: number
  readonly iterations?: number
  /** Ends when no posterior moved by more. */
  readonly tolerance?: number
}

export interface Consensus {
  /** All labels given, sorted; the order of every list below. */
  readonly labels: readonly string[]
  /** Item -> probability of each label. */
  readonly posterior: ReadonlyMap<string, readonly number[]>
  /** Annotator -> row: true label, column: probability that he answers so. */
  readonly confusion: ReadonlyMap<string, readonly (readonly number[])[]>
  /** Annotator -> probability of a right answer on an item drawn at random. */
  readonly accuracy: ReadonlyMap<string, number>
  /** Share of each label. */
  readonly priors: readonly number[]
  readonly iterations: number
  readonly converged: boolean
}

/**
 * What the true labels are, and how good each annotator is, from answers alone (Dawid and Skene's model, by expectation
 * maximisation from the majority vote). Deterministic: the order of the answers does not matter.
 *
 * The pseudo-answers are a Dirichlet prior. They keep somebody with three answers from passing for infallible or
 * worthless, and keep "right" and "wrong" from changing places.
 *
 * @param answers several by one annotator to one item count each
 * Source: A. P. Dawid and A. M. Skene, Applied Statistics 28 (1979), 20-28.
 */
export function dawidSkene(
  answers: readonly AnnotatorAnswer[],
  { trust = 1.5, smoothing = 0.5, iterations = 100, tolerance = 1e-6 }: DawidSkeneOptions = {},
): Consensus {
  const table = indexed(answers)
  const posterior = majority(table)
  let model = maximise(table, posterior, trust, smoothing)
  let [done, moved] = [0, Number.POSITIVE_INFINITY]
  while (done < iterations && moved > tolerance) {
    moved = expect(table, model, posterior)
    model = maximise(table, posterior, trust, smoothing)
    done++
  }
  return described(table, posterior, model, done, moved <= tolerance)
}

/** Answers by number: item, annotator and label of each. */
interface Indexed {
  readonly items: readonly string[]
  readonly annotators: readonly string[]
  readonly labels: readonly string[]
  readonly answers: readonly (readonly [item: number, annotator: number, label: number])[]
}

/** Priors, and per annotator a matrix of labels x labels, row by row. */
interface Model {
  readonly priors: Float64Array
  readonly confusion: readonly Float64Array[]
}

function indexed(answers: readonly AnnotatorAnswer[]): Indexed {
  const names = (of: (answer: AnnotatorAnswer) => string) => [...new Set(answers.map(of))].sort()
  const [items, annotators, labels] = [names((a) => a.item), names((a) => a.annotator), names((a) => a.label)]
  const numbers = [items, annotators, labels].map((some) => new Map(some.map((name, i) => [name, i])))
  const rows = answers.map(
    ({ item, annotator, label }) =>
      [numbers[0]!.get(item)!, numbers[1]!.get(annotator)!, numbers[2]!.get(label)!] as const,
  )
  // Sums of floating point numbers depend on their order: the answers get one of their own.
  rows.sort((a, b) => a[0] - b[0] || a[1] - b[1] || a[2] - b[2])
  return { items, annotators, labels, answers: rows }
}

function majority({ items, labels, answers }: Indexed): Float64Array {
  const posterior = new Float64Array(items.length * labels.length)
  for (const [item, , label] of answers) posterior[item * labels.length + label]! += 1
  normaliseRows(posterior, labels.length)
  return posterior
}

function maximise(table: Indexed, posterior: Float64Array, trust: number, smoothing: number): Model {
  const size = table.labels.length
  const priors = new Float64Array(size).fill(smoothing / size)
  posterior.forEach((share, i) => {
    priors[i % size]! += share
  })
  normaliseRows(priors, size)
  const confusion = table.annotators.map(() => new Float64Array(size * size).fill(smoothing / Math.max(1, size - 1)))
  for (const matrix of confusion) for (let label = 0; label < size; label++) matrix[label * size + label] = trust
  for (const [item, annotator, label] of table.answers) {
    const matrix = confusion[annotator]!
    for (let truth = 0; truth < size; truth++) matrix[truth * size + label]! += posterior[item * size + truth]!
  }
  for (const matrix of confusion) normaliseRows(matrix, size)
  return { priors, confusion }
}

/** Writes the new posterior; returns by how much it moved at most. */
function expect({ items, labels, answers }: Indexed, { priors, confusion }: Model, posterior: Float64Array): number {
  const size = labels.length
  const logs = new Float64Array(items.length * size)
  for (let i = 0; i < logs.length; i++) logs[i] = Math.log(priors[i % size]!)
  for (const [item, annotator, label] of answers) {
    const matrix = confusion[annotator]!
    for (let truth = 0; truth < size; truth++) logs[item * size + truth]! += Math.log(matrix[truth * size + label]!)
  }
  for (let at = 0; at < logs.length; at += size) {
    const row = logs.subarray(at, at + size)
    const most = row.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY)
    for (let k = 0; k < size; k++) row[k] = Math.exp(row[k]! - most)
  }
  normaliseRows(logs, size)
  let moved = 0
  for (let i = 0; i < logs.length; i++) moved = Math.max(moved, Math.abs(logs[i]! - posterior[i]!))
  posterior.set(logs)
  return moved
}

function normaliseRows(matrix: Float64Array, size: number): void {
  for (let at = 0; at < matrix.length; at += size) {
    let sum = 0
    for (let k = at; k < at + size; k++) sum += matrix[k]!
    for (let k = at; k < at + size; k++) matrix[k] = matrix[k]! / sum
  }
}

function described(
  table: Indexed,
  posterior: Float64Array,
  model: Model,
  iterations: number,
  converged: boolean,
): Consensus {
  const size = table.labels.length
  const rows = (matrix: Float64Array, count: number) =>
    Array.from({ length: count }, (_, row) => [...matrix.subarray(row * size, (row + 1) * size)])
  const accuracy = (matrix: Float64Array) =>
    model.priors.reduce((sum, prior, label) => sum + prior * matrix[label * size + label]!, 0)
  const ofItems = rows(posterior, table.items.length)
  return {
    labels: table.labels,
    posterior: new Map(table.items.map((item, i) => [item, ofItems[i]!])),
    confusion: new Map(table.annotators.map((annotator, i) => [annotator, rows(model.confusion[i]!, size)])),
    accuracy: new Map(table.annotators.map((annotator, i) => [annotator, accuracy(model.confusion[i]!)])),
    priors: [...model.priors],
    iterations,
    converged,
  }
}
