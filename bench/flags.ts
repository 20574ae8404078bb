import { type ParseArgsOptionsConfig, parseArgs } from 'node:util'

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
