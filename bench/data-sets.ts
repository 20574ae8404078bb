import { createHash } from 'node:crypto'
import { join, resolve } from 'node:path'
import { readCsv, readGzip, readLines } from './data-files.ts'

/** A labelled turn of a public data set. */
export interface Row {
  text: string
  label: string
  /** What must not be torn apart by a split: the dialogue, or the text itself where there is none. */
  group: string
}

export interface DataSet {
  name: SetName
  train: Row[]
  test: Row[]
  /** Rows that belong to no class (CLINC150's oos): never trained on, not in the accuracy. */
  outOfScope: Row[]
}

export const SET_NAMES = ['banking77', 'clinc150', 'jddc'] as const
export type SetName = (typeof SET_NAMES)[number]

const FILES: Record<SetName, string> = {
  banking77: 'banking77.csv.gz',
  clinc150: 'clinc150.jsonl.gz',
  jddc: 'jddc_satisfaction.jsonl.gz',
}
/** Beside the checkout; the sets may not be shipped. */
export const DEFAULT_DATA_DIR = resolve(import.meta.dirname, '../../shared/data')
export const TEST_SHARE = 0.2

/**
 * A public set, cut into training and test part.
 *
 * Without `testDir` the file of `trainDir` is cut by group: test is where the first 48 bits of SHA-256 of `r1:<group>`
 * lie below a fifth of their range. With `testDir` the file of the same name there is the whole test part, and the one
 * in `trainDir` the whole training part.
 */
export function loadDataSet(name: SetName, trainDir = DEFAULT_DATA_DIR, testDir?: string): DataSet {
  const rows = READERS[name](join(trainDir, FILES[name]))
  const tested = testDir === undefined ? null : READERS[name](join(testDir, FILES[name]))
  const inScope = rows.filter(({ label }) => label !== OUT_OF_SCOPE)
  return {
    name,
    train: tested === null ? inScope.filter(({ group }) => position('r1', group) >= TEST_SHARE) : inScope,
    test: (tested ?? inScope.filter(({ group }) => position('r1', group) < TEST_SHARE)).filter(
      ({ label }) => label !== OUT_OF_SCOPE,
    ),
    outOfScope: (tested ?? rows).filter(({ label }) => label === OUT_OF_SCOPE),
  }
}

/** Where a group falls in [0, 1) under a salt. */
export function position(salt: string, group: string): number {
  return createHash('sha256').update(`${salt}:${group}`).digest().readUIntBE(0, 6) / 2 ** 48
}

const OUT_OF_SCOPE = 'oos'

interface ClincLine {
  text: string
  intent: string
}

interface JddcLine {
  id: string
  turns: { user: string; intent: string }[]
}

const READERS: Record<SetName, (path: string) => Row[]> = {
  banking77: (path) =>
    readCsv(readGzip(path))
      .slice(1)
      .map(([text, label]) => ({ text: text!, label: label!, group: text! })),
  clinc150: (path) => readLines<ClincLine>(path).map(({ text, intent }) => ({ text, label: intent, group: text })),
  jddc: (path) =>
    readLines<JddcLine>(path).flatMap(({ id, turns }) =>
      turns
        .filter(({ user, intent }) => intent !== '' && user.trim() !== '')
        .map(({ user, intent }) => ({ text: user, label: intent, group: id })),
    ),
}
