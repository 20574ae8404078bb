import { once } from 'node:events'
import { type Command, InvalidArgumentError } from 'commander'
import { LoopError } from '../../errors/loop-error.ts'
import type { WireEvent } from '../../events/event.ts'
import { maskEvent, maskText } from '../../privacy/mask.ts'
import { KINDS, type Kind, type Recogniser } from '../../privacy/recogniser.ts'
import { recognisersOf } from '../../privacy/recognisers.ts'

interface MaskOptions {
  /** absent = all. */
  readonly kinds?: readonly Kind[]
  readonly json?: true
}

const LONGEST_LINE_BYTES = 64 * 1024 * 1024

/** `salesloop mask [FILE]`: text or JSON lines in, masked out. */
export function registerMask(program: Command): void {
  program
    .command('mask [file]')
    .description(
      'Replaces personal data by its kind: phones, identity and card numbers, e-mail, WeChat, QQ, licence plates, addresses, names behind cue words, in Chinese and English. Prices, models, dates and order numbers stay. Reads text or JSON lines (gzip or not) from a file or standard input, line by line; a JSON object is masked at every depth, but for the ids of an event. What was found is counted on standard error.',
    )
    .option('--kinds <list>', `only some of ${KINDS.join(',')}`, kindsOf)
    .option('--json', 'the counts as one JSON object (on standard error, too: standard output is the text)')
    .addHelpText(
      'after',
      '\nExample:\n  salesloop mask events.ndjson > masked.ndjson\n  echo "打13812345678" | salesloop mask --kinds phone',
    )
    .action(async (file: string | undefined, { kinds = KINDS, json }: MaskOptions) => {
      const { linesOf, openInput } = await import('../line-source.ts')
      const masker = new LineMasker(recognisersOf(kinds))
      for await (const { number, bytes } of linesOf(await openInput(file ?? '-'), LONGEST_LINE_BYTES)) {
        if (bytes === null) throw tooLong(number)
        const masked = `${masker.mask(textOf(bytes, number))}\n`
        if (!process.stdout.write(masked)) await once(process.stdout, 'drain')
      }
      process.stderr.write(json ? `${JSON.stringify(masker.summary())}\n` : masker.readable())
    })
}

class LineMasker {
  readonly #recognisers: readonly Recogniser[]
  readonly #found = new Map<Kind, number>()
  #lines = 0
  #masked = 0

  constructor(recognisers: readonly Recogniser[]) {
    this.#recognisers = recognisers
  }

  /** A line in which nothing is found comes back byte for byte. */
  mask(line: string): string {
    this.#lines++
    const masked = this.#maskJson(line) ?? maskText(line, this.#recognisers, this.#count)
    if (masked !== line) this.#masked++
    return masked
  }

  summary = () => ({ lines: this.#lines, masked_lines: this.#masked, found: Object.fromEntries(this.#found) })

  readable(): string {
    const found = [...this.#found].map(([kind, count]) => `${count} [${kind.toUpperCase()}]`)
    return `${this.#lines} lines, ${this.#masked} masked${found.length > 0 ? `: ${found.join(', ')}` : ''}\n`
  }

  /** null = no JSON object or array. */
  #maskJson(line: string): string | null {
    if (!/^\s*[{[]/.test(line)) return null
    const value = parsed(line)
    if (typeof value !== 'object' || value === null) return null
    const masked = Array.isArray(value)
      ? value.map((item) => (isObject(item) ? this.#event(item) : (this.#event({ item }).item as unknown)))
      : this.#event(value as WireEvent)
    const same = Array.isArray(masked) ? masked.every((item, i) => item === (value as unknown[])[i]) : masked === value
    return same ? line : JSON.stringify(masked)
  }

  #event = (wire: WireEvent): WireEvent => maskEvent(wire, this.#recognisers, this.#count)

  #count = (kind: Kind): void => {
    this.#found.set(kind, (this.#found.get(kind) ?? 0) + 1)
  }
}

const isObject = (value: unknown): value is WireEvent =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function parsed(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return null
  }
}

function textOf(bytes: Buffer, number: number): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch (cause) {
    throw new LoopError('LOOP_BAD_UTF8', `Line ${number} is not valid UTF-8. Encode the file as UTF-8.`, { cause })
  }
}

const tooLong = (number: number): LoopError =>
  new LoopError('LOOP_BODY_TOO_LARGE', `Line ${number} is longer than 64 MB. Break it up.`)

function kindsOf(list: string): Kind[] {
  const kinds = list.split(',').map((kind) => kind.trim())
  const unknown = kinds.find((kind) => !(KINDS as readonly string[]).includes(kind))
  if (unknown !== undefined)
    throw new InvalidArgumentError(`'${unknown}' is not a kind. Allowed are ${KINDS.join(', ')}.`)
  return kinds as Kind[]
}
