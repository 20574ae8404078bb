import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Command, Option } from 'commander'
import { LoopError } from '../../errors/loop-error.ts'
import { openApi } from '../demo/api.ts'
import type { DemoConsole, DemoFigures } from '../demo/demo-figures.ts'
import { figuresOf } from '../demo/figures.ts'
import { playNextDays } from '../demo/next-days.ts'
import { page } from '../demo/page.ts'
import { readAll } from '../demo/readings.ts'
import { type ServiceProcess, startServiceProcess } from '../demo/service-process.ts'
import { startStopwatch } from '../demo/stopwatch.ts'
import { type Teller, type Telling, tell } from '../demo/story.ts'
import type { Settings } from '../settings.ts'
import { readWorld } from './simulate.ts'

export interface DemoOptions {
  readonly world?: string
  readonly seed: string
  /** Where the service keeps its data; absent = a temporary folder that is removed at the end. */
  readonly dataDir?: string
  readonly lang: 'en' | 'zh'
  readonly json?: boolean
  /** End after the page instead of serving on. */
  readonly exit: boolean
}

/** `salesloop demo`: two simulated weeks through a real service, and one page about them. */
export function registerDemo(program: Command, settings: Settings): void {
  program
    .command('demo')
    .description('Plays two weeks of a simulated shop through a real service, shows what the loop did, then serves on.')
    .option('--world <file>', 'parameters of the world, JSON (docs/world.md)')
    .option('--seed <text>', 'another seed, another world of the same kind', '1')
    .option('--data-dir <dir>', 'where the data goes; a temporary folder if absent')
    .addOption(new Option('--lang <language>', 'language of the page').choices(['en', 'zh']).default('en'))
    .option('--json', 'print the figures as one JSON object instead of the page')
    .option('--exit', 'end after the page (as with CI=true)', settings.ci)
    .addHelpText('after', '\nExample:\n  salesloop demo --lang zh --exit')
    .action((options: DemoOptions) => runDemo(options, settings))
}

/** Runs the demo; resolves after the page, or, when it serves on, when the service has ended. */
export async function runDemo(options: DemoOptions, settings: Settings): Promise<void> {
  const world = await readWorld(options.world)
  const stopwatch = startStopwatch(() => performance.now())
  const dataDir = await folderOf(options.dataDir)
  try {
    const service = await stopwatch.on('start service', () => startServiceProcess(dataDir, true))
    try {
      const { url, key } = service
      const teller = { world, seed: options.seed, url, apiKey: key, stopwatch, progress: say }
      await present(teller, options, service, { ...settings, dataDir, url })
    } finally {
      await service.stop()
    }
  } finally {
    if (options.dataDir === undefined) await rm(dataDir, { recursive: true, force: true })
  }
}

/** Plays, prints, and serves on until somebody ends it. */
async function present(
  teller: Teller,
  options: DemoOptions,
  service: ServiceProcess,
  settings: Settings,
): Promise<void> {
  const interrupted = interruption()
  const played = play(teller)
  played.catch(() => {}) // when interrupted, requests under way fail
  const figures = await Promise.race([played, interrupted.then(() => null)])
  if (figures === null) return
  const console = options.exit ? null : await consoleOf(service, settings)
  const look = { language: options.lang, colour: process.stdout.isTTY === true }
  const text = options.json ? JSON.stringify({ ...figures, console }) : page(figures, teller.world.startAt, look)
  process.stdout.write(options.json ? `${text}\n` : text)
  if (console === null) return
  say(servingOn(console, service, settings, options.lang))
  await Promise.race([interrupted, service.ended])
}

/** An account for whoever looks at the demo, and the link that opens it once. */
async function consoleOf({ url }: ServiceProcess, settings: Settings): Promise<DemoConsole> {
  const { createUser } = await import('../user-commands.ts')
  const { link } = await createUser(settings, { login: 'demo', name: 'Demo', role: 'admin' }, 'enter')
  return { address: url, link: link.url, expires_at: link.expires_at }
}

/** The address alone lets nobody in: the last line is the one to open. */
function servingOn({ link }: DemoConsole, { url, key }: ServiceProcess, { dataDir }: Settings, lang: 'en' | 'zh') {
  return [
    `Serving on at ${url} until Ctrl+C; data in ${dataDir}.`,
    `Key for programs: ${key}`,
    lang === 'zh'
      ? `在浏览器中打开控制台（链接仅可使用一次）：${link}`
      : `Open the console, by this link, which works once: ${link}`,
  ].join('\n')
}

/** A new temporary folder, or the given one, which must be empty: the demo brings its own history. */
async function folderOf(given: string | undefined): Promise<string> {
  if (given === undefined) return mkdtemp(join(tmpdir(), 'salesloop-demo-'))
  const held = await readdir(given).catch(() => [])
  if (held.length === 0) return given
  throw new LoopError(
    'LOOP_BAD_OPTION',
    `--data-dir ${given} is not empty; the demo needs a folder of its own. Name another, or leave it out.`,
  )
}

async function play(teller: Teller): Promise<DemoFigures> {
  const telling = await tell(teller)
  teller.progress('reading the figures, and learning from the verdicts where the models fail ...')
  const readings = await teller.stopwatch.on('read', () =>
    readAll(openApi(teller.url, teller.apiKey), canariesOf(telling)),
  )
  await teller.stopwatch.on('the days after', () => playNextDays(teller))
  return figuresOf(telling, readings, teller.stopwatch.read())
}

/** When each canary ran beside the live bundle. One that never went live ends with the demo. */
function canariesOf({ rounds, firstBundle }: Telling) {
  let live = firstBundle
  return rounds.flatMap((round) => {
    if (round.canaryAt === null || round.candidate === null) return []
    const canary = {
      live,
      canary: round.candidate,
      from: round.canaryAt,
      to: round.liveAt ?? round.stoppedAt ?? 8.64e15,
    }
    if (round.liveAt !== null) live = round.candidate
    return [canary]
  })
}

const say = (line: string): void => {
  process.stderr.write(`${line}\n`)
}

/** Resolves at Ctrl+C, or when the terminal goes away. */
const interruption = (): Promise<void> =>
  new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve())
  })
