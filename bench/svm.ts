import { resolve } from 'node:path'
import type { DataSet } from './data-sets.ts'
import { pythonWith, run } from './python-environment.ts'

export interface SvmResult {
  predictions: string[]
  trainCpuSeconds: number
}

const REQUIREMENTS = resolve(import.meta.dirname, 'svm-requirements.txt')
const SCRIPT = resolve(import.meta.dirname, 'svm.py')

/** Trains scikit-learn's linear SVM on the set's training part and lets it predict the test part. */
export function runSvm({ train, test }: DataSet): SvmResult {
  const cjk = train.some(({ text }) => /\p{Script=Han}/u.test(text))
  const input = JSON.stringify({
    train: train.map(({ text, label }) => [text, label]),
    test: test.map(({ text }) => text),
    cjk,
  })
  // One thread, as the classifier has: CPU seconds are compared.
  const env = { ...process.env, OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1' }
  return JSON.parse(run(pythonWith(REQUIREMENTS), [SCRIPT], { input, env })) as SvmResult
}
