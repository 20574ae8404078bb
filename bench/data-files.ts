import { existsSync, readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'

/** The text of a compressed file. */
export function readGzip(path: string): string {
  if (!existsSync(path))
    throw new Error(`There is no ${path}. Name the folders of the data sets with --train and --test.`)
  return gunzipSync(readFileSync(path)).toString('utf8')
}

/** One object a line. */
export const readLines = <T>(path: string): T[] =>
  readGzip(path)
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as T)

/** RFC 4180: fields may be quoted, quotes doubled, and hold line breaks. */
export function readCsv(text: string): string[][] {
  const rows: string[][] = []
  let row: string[] = []
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/g)) {
    if (end === '' && row.length === 0 && quoted === undefined && plain === '') break
    row.push(quoted?.replaceAll('""', '"') ?? plain!)
    if (end === ',') continue
    rows.push(row)
    row = []
    if (end === '') break
  }
  return rows
}
