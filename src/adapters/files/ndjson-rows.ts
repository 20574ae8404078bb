import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { rename } from 'node:fs/promises'
import type { RowSink } from '../../admission/row-sink.ts'

/** Rows are written in pieces of about this many characters. */
const PIECE = 65_536

/** One JSON object a line (spec/features.md, section 7). */
export function ndjsonRows(path: string): RowSink {
  const part = `${path}.part`
  const file = createWriteStream(part)
  let failure: Error | null = null
  file.on('error', (error) => {
    failure = error
  })
  let piece = ''
  const drain = async (): Promise<void> => {
    if (failure !== null) throw failure
    if (piece.length < PIECE) return
    const held = piece
    piece = ''
    if (!file.write(held)) await once(file, 'drain')
  }
  return {
    write(row) {
      piece += `${JSON.stringify(row)}\n`
    },
    drain,
    async end() {
      file.end(piece)
      await once(file, 'close')
      if (failure !== null) throw failure
      await rename(part, path)
    },
  }
}
