import { Argument, type Command } from 'commander'
import { PART_SETS, type PartSet } from '../../training/part-set-item.ts'
import type { Settings } from '../settings.ts'
import { ask, print, type ServiceOptions, withServiceOptions } from './service-options.ts'

interface PartSetOptions extends ServiceOptions {
  readonly texts?: true
}

const EXAMPLE = `
Example:
  salesloop part-sets                                  how many items each part has given
  salesloop part-sets policy                           the items, ids and hashes, one JSON object a line
  salesloop part-sets preference --texts > pairs.ndjson   with texts; needs a key that may train
`

/** `salesloop part-sets`: what verdicts teach, each part for a model of its own. */
export function registerPartSets(program: Command, settings: Settings): void {
  withServiceOptions(program.command('part-sets'), settings)
    .description('Counts what verdicts teach, part by part, or exports one of the sets as JSON lines.')
    .addArgument(new Argument('[set]', 'the set to export').choices(PART_SETS))
    .option('--texts', 'with the texts, as they are in the events now')
    .addHelpText('after', EXAMPLE)
    .action(async (set: PartSet | undefined, options: PartSetOptions) => {
      if (set === undefined) {
        print(await ask(options, settings, 'GET', '/v1/part-sets'), options, counts)
        return
      }
      const path = `/v1/part-sets/${set}${options.texts ? '/texts' : ''}?limit=500`
      let after: string | null = null
      do {
        const from: string = after === null ? '' : `&after=${encodeURIComponent(after)}`
        const { items, next } = await ask(options, settings, 'GET', `${path}${from}`)
        for (const item of items) process.stdout.write(`${JSON.stringify(item)}\n`)
        after = next
      } while (after !== null)
    })
}

interface Counts {
  readonly id: string
  readonly verdicts: number
  readonly items: Readonly<Record<PartSet, number>>
  readonly unplaced: { readonly wording: number; readonly policy: number }
}

const counts = ({ id, verdicts, items, unplaced }: Counts): string =>
  [
    `${id}, from ${verdicts} verdicts`,
    ...PART_SETS.map((set) => `${set.padEnd(15)} ${items[set]}`),
    ...(unplaced.wording + unplaced.policy === 0
      ? []
      : [`${unplaced.wording} verdicts on wording and ${unplaced.policy} on policy name no reply and feed no set.`]),
    '',
  ].join('\n')
