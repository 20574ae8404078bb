import type { Command } from 'commander'
import type { Settings } from '../settings.ts'
import { factText } from './fact-text.ts'
import { addressOf, print, type ServiceOptions, withServiceOptions } from './service-options.ts'

interface IdAnswer {
  readonly id: string
  readonly found: readonly {
    readonly kind: string
    readonly facts: Readonly<Record<string, string | number | boolean | null>>
    readonly neighbours: readonly { readonly relation: string; readonly kind: string; readonly id: string }[]
  }[]
}

/** `salesloop show ID`: what an id is and where it leads. */
export function registerShow(program: Command, settings: Settings): void {
  withServiceOptions(program.command('show <id>'), settings)
    .description('What an id is, and its neighbours: from a live reply to the order and back, one id at a time.')
    .addHelpText('after', '\nExample:\n  salesloop show b-1f4e0c2a9d11')
    .action(async (id: string, options: ServiceOptions) => {
      const { askService } = await import('../service-client.ts')
      const answer = await askService(addressOf(options, settings), 'GET', `/v1/ids/${encodeURIComponent(id)}`)
      print(answer, options, idLines)
    })
}

function idLines({ id, found }: IdAnswer): string {
  const blocks = found.map(({ kind, facts, neighbours }) => {
    const told = Object.entries(facts).filter(([, value]) => value !== null)
    return [
      `${kind.replaceAll('_', ' ')} ${id}${told.length === 0 ? '' : `: ${told.map(([name, value]) => factText(name, value)).join(', ')}`}`,
      ...neighbours.map(
        (each) => `  ${`${each.relation}:`.padEnd(34)} ${each.id}  (${each.kind.replaceAll('_', ' ')})`,
      ),
    ].join('\n')
  })
  return `${blocks.join('\n')}\n`
}
