import { once } from 'node:events'
import type { Writable } from 'node:stream'
import { defaultConfig, type FeatureConfig } from '../../features/config.ts'
import { Replay } from '../../loop/replay.ts'
import { linesOf } from './lines.ts'

export interface FeaturesOptions {
  /** Epoch milliseconds; null = the current time. */
  readonly now: number | null
  readonly config?: FeatureConfig
}

/** Rows are written in pieces of about this many characters. */
const PIECE = 65_536

/**
 * `salesloop features`: reads events as NDJSON, writes one row a line for each conversation, and a summary to `errors`
 * (spec/features.md, section 7). Memory holds the log once.
 *
 * @returns the exit code
 */
export async function runFeatures(
  options: FeaturesOptions,
  input: NodeJS.ReadableStream,
  output: Writable,
  errors: Writable,
): Promise<number> {
  const replay = new Replay(options.now ?? Date.now(), options.config ?? defaultConfig)
  for await (const line of linesOf(input)) replay.add(line)
  const { rows, summary, conversations } = replay.finish()
  let piece = ''
  for (const row of rows) {
    piece += `${JSON.stringify(row)}\n`
    if (piece.length < PIECE) continue
    if (!output.write(piece)) await once(output, 'drain')
    piece = ''
  }
  if (piece !== '' && !output.write(piece)) await once(output, 'drain')
  errors.write(`${JSON.stringify({ summary, conversations })}\n`)
  return 0
}
