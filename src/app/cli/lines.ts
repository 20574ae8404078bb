const NEWLINE = 0x0a

/** The lines of a stream of bytes, without their line feeds; the last one may lack it. Bytes are not decoded. */
export async function* linesOf(input: AsyncIterable<Uint8Array | string>): AsyncGenerator<Uint8Array> {
  let begun: Uint8Array[] = []
  for await (const piece of input) {
    const chunk = typeof piece === 'string' ? Buffer.from(piece) : piece
    let from = 0
    for (let to = chunk.indexOf(NEWLINE); to >= 0; to = chunk.indexOf(NEWLINE, from)) {
      yield joined(begun, chunk.subarray(from, to))
      begun = []
      from = to + 1
    }
    if (from < chunk.length) begun.push(chunk.subarray(from))
  }
  if (begun.length > 0) yield joined(begun, new Uint8Array(0))
}

const joined = (begun: readonly Uint8Array[], last: Uint8Array): Uint8Array =>
  begun.length === 0 ? last : Buffer.concat([...begun, last])
