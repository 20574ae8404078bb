import { type Command, Option } from 'commander'
import { LoopError } from '../../errors/loop-error.ts'
import type { Settings } from '../settings.ts'
import { diffLines, trialLines, versionLines, versionsLines } from './rules-lines.ts'
import { type WorthAnswer, worthLines } from './rules-worth-lines.ts'
import { ask, print, type ServiceOptions, whoOption, withServiceOptions } from './service-options.ts'

interface SaveOptions extends ServiceOptions {
  readonly comment: string
  readonly parent?: string
  readonly who: string
}
interface TestOptions extends ServiceOptions {
  readonly days: string
  readonly examples: string
  readonly lowConfidence?: string
  readonly budget?: string
  readonly controlRate?: string
}

const EXAMPLES = `
Examples:
  salesloop rules show --json > rules.json
  salesloop rules back-test rules.json --days 90
  salesloop rules worth --days 90
  salesloop rules save rules.json --comment 'stalls are worth a look'
  salesloop rules diff 1 2
  salesloop rules restore 1 --comment 'as it was'`

/** `salesloop rules show|versions|diff|save|restore|back-test|worth`. */
export function registerRules(program: Command, settings: Settings): void {
  const rules = program
    .command('rules')
    .description('The admission rules: shows, compares, back-tests, saves and restores their versions.')
    .addHelpText('after', EXAMPLES)
  registerReads(rules, settings)
  registerWorth(rules, settings)
  registerWrites(rules, settings)
}

function registerReads(rules: Command, settings: Settings): void {
  withServiceOptions(rules.command('show [version]'), settings)
    .description('The rules in force, or those of a version.')
    .addHelpText('after', '\nExample:\n  salesloop rules show 3 --json > rules.json')
    .action(async (version: string | undefined, options: ServiceOptions) => {
      const path = version === undefined ? '/v1/rules' : `/v1/rules/versions/${numberOf(version, 'version')}`
      const answer = await ask(options, settings, 'GET', path)
      print(version === undefined ? answer.rules : answer, options, versionLines)
    })
  withServiceOptions(rules.command('versions'), settings)
    .description('Every version, newest first.')
    .addHelpText('after', '\nExample:\n  salesloop rules versions --before 12')
    .option('--before <version>', 'only versions below this one')
    .action(async (options: ServiceOptions & { before?: string }) => {
      const query = options.before === undefined ? '' : `?before=${numberOf(options.before, '--before')}`
      print(await ask(options, settings, 'GET', `/v1/rules/versions${query}`), options, versionsLines)
    })
  withServiceOptions(rules.command('diff <from> <to>'), settings)
    .description('What makes one version of another.')
    .addHelpText('after', '\nExample:\n  salesloop rules diff 2 3')
    .action(async (from: string, to: string, options: ServiceOptions) => {
      const query = `from=${numberOf(from, 'from')}&to=${numberOf(to, 'to')}`
      print(await ask(options, settings, 'GET', `/v1/rules/diff?${query}`), options, diffLines)
    })
  withServiceOptions(rules.command('back-test <file>'), settings)
    .description('What the rules of a file (- = standard input) would have made of the past. Changes nothing.')
    .addHelpText('after', '\nExample:\n  salesloop rules back-test rules.json --days 90')
    .option('--days <days>', 'of history', '30')
    .option('--examples <count>', 'conversations shown of each kind', '5')
    .option('--low-confidence <threshold>', 'threshold of low confidence to try, in steps of 0.01')
    .option('--budget <reviews>', 'review budget of one window to try')
    .option('--control-rate <rate>', 'inclusion probability of unflagged conversations to try')
    .action(async (file: string, options: TestOptions) => {
      const { now } = await ask(options, settings, 'GET', '/v1/rules')
      const from = Math.max(0, now + 1 - numberOf(options.days, '--days') * 86_400_000)
      const examples = numberOf(options.examples, '--examples', 0)
      const { rules: given, thresholds } = await tableIn(file)
      const table = { rules: given, ...(thresholds !== undefined && { thresholds }) }
      const body = { ...table, from, until: now + 1, examples, ...triedOf(options) }
      print(await ask(options, settings, 'POST', '/v1/rules/back-test', body), options, trialLines)
    })
}

/** What is tried beside the table; what is not named stays as it is. */
function triedOf({ lowConfidence, budget, controlRate }: TestOptions) {
  const policy = {
    ...(budget !== undefined && { budget: fractionOf(budget, '--budget') }),
    ...(controlRate !== undefined && { control_rate: fractionOf(controlRate, '--control-rate') }),
  }
  return {
    ...(lowConfidence !== undefined && { low_confidence: fractionOf(lowConfidence, '--low-confidence') }),
    ...(Object.keys(policy).length > 0 && { policy }),
  }
}

function registerWorth(rules: Command, settings: Settings): void {
  withServiceOptions(rules.command('worth'), settings)
    .description(
      'What each rule and signal is worth in finding faults, and which rules it proposes to retire or to add.',
    )
    .addHelpText('after', '\nExample:\n  salesloop rules worth --days 90 --pairs')
    .option('--days <days>', 'of history', '30')
    .option('--assistant <id>', 'conversations of this assistant alone')
    .option('--pairs', 'each two signals together as well')
    .action(async (options: ServiceOptions & { days: string; assistant?: string; pairs?: boolean }) => {
      const { now } = await ask(options, settings, 'GET', '/v1/rules')
      const from = Math.max(0, now + 1 - numberOf(options.days, '--days') * 86_400_000)
      const query = new URLSearchParams({ from: String(from), until: String(now + 1) })
      if (options.assistant !== undefined) query.set('assistant_id', options.assistant)
      const answer = await ask(options, settings, 'GET', `/v1/signals/worth?${query}`)
      print(answer, options, (found: WorthAnswer) => worthLines(found, options.pairs === true))
    })
}

function registerWrites(rules: Command, settings: Settings): void {
  const parent = () =>
    new Option('--parent <version>', 'the version that the change was made from; left out = the latest')
  withServiceOptions(rules.command('save <file>'), settings)
    .description('Saves the rules of a file (- = standard input) as the next version, in force at once.')
    .addHelpText('after', '\nExample:\n  salesloop rules save rules.json --comment "Silence alone says too little"')
    .requiredOption('--comment <why>', 'stands in the history')
    .addOption(parent())
    .addOption(whoOption())
    .action(async (file: string, options: SaveOptions) => {
      const { version, ...table } = await tableIn(file)
      const body = { ...table, ...(await about(options, settings, version)) }
      const { rules: saved } = await ask(options, settings, 'PUT', '/v1/rules', body)
      print(saved, options, versionLines)
    })
  withServiceOptions(rules.command('restore <version>'), settings)
    .description('Saves what an older version said as the next version.')
    .addHelpText('after', '\nExample:\n  salesloop rules restore 2 --comment "Back to the rules of May"')
    .requiredOption('--comment <why>', 'stands in the history')
    .addOption(parent())
    .addOption(whoOption())
    .action(async (version: string, options: SaveOptions) => {
      const body = { version: numberOf(version, 'version'), ...(await about(options, settings)) }
      const { rules: saved } = await ask(options, settings, 'POST', '/v1/rules/restore', body)
      print(saved, options, versionLines)
    })
}

/** A file made by `rules show --json` names the version that it was made from. */
async function about({ comment, who, parent, ...options }: SaveOptions, settings: Settings, made?: number) {
  const named = parent === undefined ? made : numberOf(parent, '--parent')
  const from = named ?? (await ask(options, settings, 'GET', '/v1/rules')).rules.version
  return { parent: from, comment, who }
}

/** Rules and thresholds of a file; what else a version holds is left out. */
async function tableIn(file: string): Promise<{ rules: unknown; thresholds?: object; version?: number }> {
  const { readFile } = await import('node:fs/promises')
  const { text } = await import('node:stream/consumers')
  const content = file === '-' ? await text(process.stdin) : await readFile(file, 'utf8').catch(() => null)
  if (content === null)
    throw new LoopError('LOOP_BAD_OPTION', `${file} cannot be read. Give a file of rules, or - for standard input.`)
  try {
    const { rules, thresholds, version } = JSON.parse(content)
    if (!Array.isArray(rules)) throw new SyntaxError('no rules')
    return { rules, ...(thresholds && { thresholds }), ...(Number.isInteger(version) && { version }) }
  } catch {
    throw new LoopError(
      'LOOP_BAD_OPTION',
      `${file} holds no rules. Give JSON such as salesloop rules show --json prints.`,
    )
  }
}

function numberOf(text: string, name: string, least = 1): number {
  const number = Number(text)
  if (/^\d+$/.test(text) && number >= least) return number
  throw new LoopError('LOOP_BAD_OPTION', `${name} ${text} is not allowed. Give a whole number from ${least} on.`)
}

/** What is allowed is said by the service. */
function fractionOf(text: string, name: string): number {
  const number = Number(text)
  if (text.trim() !== '' && Number.isFinite(number)) return number
  throw new LoopError('LOOP_BAD_OPTION', `${name} ${text} is not allowed. Give a number.`)
}
