import { availableParallelism } from 'node:os'
import { type ParseArgsOptionsConfig, parseArgs } from 'node:util'
import type { ManyWorlds } from './many-worlds.ts'

/** Says why a bench was called wrongly, and how it is called right; ends with exit code 2. */
export const refuserWith =
  (help: string) =>
  (why: string): never => {
    process.stderr.write(`${why}\n\n${help}\n`)
    process.exit(2)
  }

/**
 * The flags of a bench, with `--json` and `--help`. Help is printed and ends with exit code 0.
 *
 * @param help what `--help` prints, and what follows a wrong call
 */
export function parseFlags<T extends ParseArgsOptionsConfig>(help: string, options: T) {
  try {
    const { values } = parseArgs({ options: { ...options, ...EVERY } })
    if (!('help' in values && values.help === true)) return values
  } catch (error) {
    return refuserWith(help)((error as Error).message)
  }
  process.stdout.write(`${help}\n`)
  process.exit(0)
}

const EVERY = { json: { type: 'boolean', default: false }, help: { type: 'boolean', default: false } } as const

/** The flags by which a bench is told its worlds. */
export const WORLD_FLAGS = {
  seeds: { type: 'string', default: '1000' },
  'first-seed': { type: 'string', default: '1' },
  threads: { type: 'string' },
} as const

/** The worlds that those flags name; anything else is refused. */
export function worldsOf(
  flags: { readonly seeds: string; readonly 'first-seed': string; readonly threads?: string | undefined },
  refuse: (why: string) => never,
): ManyWorlds {
  const seeds = wholeNumber('seeds', flags.seeds, refuse)
  const threads = wholeNumber('threads', flags.threads ?? String(availableParallelism()), refuse)
  return {
    seeds,
    firstSeed: wholeNumber('first-seed', flags['first-seed'], refuse),
    threads: Math.min(threads, seeds),
  }
}

export function wholeNumber(flag: string, given: string, refuse: (why: string) => never): number {
  const value = Number(given)
  return Number.isInteger(value) && value > 0
    ? value
    : refuse(`--${flag} is '${given}'; it must be a whole number above 0.`)
}
