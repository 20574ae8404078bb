import { once } from 'node:events'
import { open, readFile } from 'node:fs/promises'
import type { Writable } from 'node:stream'
import { finished } from 'node:stream/promises'
import type { Command } from 'commander'
import { LoopError } from '../../errors/loop-error.ts'
import { playDays } from '../../simulator/run-world.ts'
import { standIn } from '../../simulator/stand-in.ts'
import { parseWorld, type World } from '../../simulator/world.ts'

export interface SimulateOptions {
  /** File with parameters of the world; absent = the default world. */
  readonly world?: string
  readonly seed: string
  /** Where the events go; absent = standard output. */
  readonly out?: string
  /** Where the planted truth goes; absent = nowhere. */
  readonly truth?: string
  /** Print the counts as JSON. */
  readonly json?: boolean
}

/** `salesloop simulate`: writes the log of a simulated shop, one event a line in order of receipt. */
export function registerSimulate(program: Command): void {
  program
    .command('simulate')
    .description('Writes the events of a simulated shop, and if wanted what really happened in it (docs/world.md).')
    .option('--world <file>', 'parameters of the world, JSON')
    .option('--seed <text>', 'another seed, another world of the same kind', '1')
    .option('--out <file>', 'where the events go; standard output if absent')
    .option('--truth <file>', 'where the planted truth goes')
    .option('--json', 'print the counts as JSON on standard error')
    .addHelpText(
      'after',
      '\nExamples:\n  salesloop simulate --seed 7 --out events.ndjson --truth truth.ndjson\n  salesloop simulate | salesloop import - --url http://127.0.0.1:8080',
    )
    .action(async (options: SimulateOptions) => {
      const counts = await runSimulate(options, process.stdout)
      process.stderr.write(
        options.json === true
          ? `${JSON.stringify(counts)}\n`
          : `${counts.events} events of ${counts.conversations} conversations, ${counts.turns} turns, ${counts.faults} of them with a fault\n`,
      )
    })
}

export interface SimulateCounts {
  readonly events: number
  readonly conversations: number
  readonly turns: number
  readonly faults: number
}

/** @param standardOut where events go when no file is named */
export async function runSimulate(options: SimulateOptions, standardOut: Writable): Promise<SimulateCounts> {
  const world = await readWorld(options.world)
  const events = options.out === undefined ? standardOut : await writerOf('--out', options.out)
  const truths = options.truth === undefined ? null : await writerOf('--truth', options.truth)
  const counts = { events: 0, conversations: 0, turns: 0, faults: 0 }
  for (const day of playDays(world, options.seed, standIn(world, options.seed))) {
    counts.events += day.events.length
    for (const truth of day.truths) {
      if (truth.kind === 'conversation') counts.conversations += 1
      else {
        counts.turns += 1
        counts.faults += truth.fault === 'none' ? 0 : 1
      }
    }
    await writeLines(events, day.events)
    if (truths !== null) await writeLines(truths, day.truths)
  }
  for (const file of [options.out === undefined ? null : events, truths]) {
    if (file === null) continue
    file.end()
    await finished(file)
  }
  return counts
}

async function writerOf(option: string, path: string): Promise<Writable> {
  try {
    return (await open(path, 'w')).createWriteStream()
  } catch (error) {
    throw new LoopError('LOOP_BAD_OPTION', `${option} ${path} cannot be written: ${(error as Error).message}`)
  }
}

async function writeLines(to: Writable, items: readonly unknown[]): Promise<void> {
  if (items.length === 0) return
  const text = `${items.map((item) => JSON.stringify(item)).join('\n')}\n`
  if (!to.write(text)) await once(to, 'drain')
}

/** Throws LOOP_BAD_WORLD when the file cannot be read, is no JSON, or holds what is not allowed. */
export async function readWorld(file: string | undefined): Promise<World> {
  if (file === undefined) return parseWorld({})
  try {
    return parseWorld(JSON.parse(await readFile(file, 'utf8')))
  } catch (error) {
    if (error instanceof LoopError) throw error
    if ((error as NodeJS.ErrnoException).code !== undefined)
      throw new LoopError(
        'LOOP_BAD_WORLD',
        `${file} is no file that can be read. Give --world a JSON file (docs/world.md).`,
      )
    throw new LoopError(
      'LOOP_BAD_WORLD',
      `${file}: ${(error as Error).message}. A world is a JSON object; see docs/world.md.`,
    )
  }
}
