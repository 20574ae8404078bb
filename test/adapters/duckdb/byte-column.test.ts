import { DuckDBInstance } from '@duckdb/node-api'
import duckdb from '@duckdb/node-bindings'
import { expect, test } from 'vitest'
import { ByteColumn } from '../../../src/adapters/duckdb/byte-column.ts'

/** One chunk of an SQL query's first column, read both ways. */
const both = async (sql: string) => {
  const connection = await (await DuckDBInstance.create(':memory:')).connect()
  const result = await connection.stream(sql)
  const texts: (string | null)[] = []
  const wanted: unknown[] = []
  const columns: ByteColumn[] = []
  for (let chunk = await result.fetchChunk(); chunk !== null && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
    const column = new ByteColumn(duckdb.data_chunk_get_vector(chunk.chunk, 0), chunk.rowCount)
    columns.push(column)
    for (let row = 0; row < chunk.rowCount; row++) texts.push(column.textAt(row))
    wanted.push(...chunk.getColumnValues(0))
  }
  return { texts, wanted, columns }
}

test.each([
  { name: 'empty, short and long', sql: "select repeat('价', i % 9) from range(5000) t(i)" },
  { name: 'exactly 12 and 13 bytes', sql: "select repeat('x', 12 + i % 2) || '' from range(99) t(i)" },
  {
    name: 'absent now and then',
    sql: "select case when i % 3 = 0 then null else 'text number ' || i end from range(5000) t(i)",
  },
  { name: 'all absent', sql: 'select null::varchar from range(70)' },
  {
    name: 'sorted, with much between',
    sql: 'select repeat(chr((97 + i % 26)::integer), i % 700) s from range(20000) t(i) order by hash(i)',
  },
  { name: 'very long', sql: "select repeat('long ', 100000) || i from range(20) t(i)" },
])('reads what DuckDB’s own reader reads: $name', async ({ sql }) => {
  const { texts, wanted } = await both(sql)
  expect(texts).toEqual(wanted)
})

test('rows are alike when their bytes are', async () => {
  const { texts, columns } = await both(
    "select case i % 8 when 0 then null when 1 then '' when 2 then 'abcd' when 3 then 'abce' when 4 then 'abcdabcdabcdabcd' when 5 then 'abcdabcdabcdabce' else 'abcdabcdabcdabcd' || (i % 3) end from range(60) t(i)",
  )
  for (let a = 0; a < texts.length; a++) {
    for (let b = 0; b < texts.length; b++) expect(columns[0]!.alike(a, b)).toBe(texts[a] === texts[b])
  }
})
