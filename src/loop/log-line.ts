import { canonicalJson } from '../events/canonical.ts'
import type { LoopEvent, Outcome } from '../events/event.ts'
import { readLine } from '../events/read.ts'

/** A line of a log: text, or its bytes in UTF-8. */
export type LogLine = string | Uint8Array

/** A line as it is kept: a text, or a place in a buffer, since a view for each line would cost as much as the line. */
export interface KeptLine {
  readonly source: string | ArrayBufferLike
  readonly from: number
  readonly length: number
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Reads a line; null for a blank one. Bytes that are no UTF-8 are no JSON either. */
export function readLogLine(line: LogLine): Outcome<LoopEvent> | null {
  if (typeof line === 'string') return readLine(line)
  try {
    return readLine(utf8.decode(line))
  } catch {
    return { kind: 'rejected', code: 'not_json', message: 'The line is not UTF-8.' }
  }
}

export const keepLine = (line: LogLine): KeptLine =>
  typeof line === 'string'
    ? { source: line, from: 0, length: line.length }
    : { source: line.buffer, from: line.byteOffset, length: line.byteLength }

/** The event of a line that has been read as one before. */
export function eventOf({ source, from, length }: KeptLine): LoopEvent {
  const outcome = readLogLine(typeof source === 'string' ? source : new Uint8Array(source, from, length))
  if (outcome?.kind !== 'ok') throw new Error('A line that was an event is none any more.')
  return outcome.value
}

export const canonicalOf = (line: KeptLine): string => canonicalJson(eventOf(line).wire)
