import { readdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { Command } from 'commander'
import { expect, test } from 'vitest'
import { parseSettings } from '../../../src/app/settings.ts'

const FOLDER = resolve(import.meta.dirname, '../../../src/app/cli')

async function allCommands(): Promise<Command[]> {
  const program = new Command('salesloop')
  const settings = parseSettings({})
  for (const file of readdirSync(FOLDER).filter((name) => name.endsWith('.ts'))) {
    const module: Record<string, unknown> = await import(resolve(FOLDER, file))
    for (const [name, register] of Object.entries(module)) {
      if (/^register[A-Z]/.test(name)) (register as (...args: unknown[]) => void)(program, settings)
    }
  }
  return leavesOf(program)
}

const leavesOf = (command: Command): Command[] =>
  command.commands.length === 0 ? [command] : command.commands.flatMap(leavesOf)

const nameOf = (command: Command): string =>
  command.parent?.parent ? `${nameOf(command.parent)} ${command.name()}` : command.name()

function helpOf(command: Command): string {
  let text = ''
  command.configureOutput({ writeOut: (piece) => (text += piece) })
  command.outputHelp()
  return text
}

test('every command shows in its help how it is called', async () => {
  const commands = await allCommands()
  expect(commands.length).toBeGreaterThan(20)
  const without = commands.filter((command) => !helpOf(command).includes(`\n  salesloop ${nameOf(command)}`))
  expect(without.map(nameOf)).toEqual([])
})

test('every command but those that serve answers in JSON', async () => {
  const without = (await allCommands()).filter(({ options }) => !options.some(({ long }) => long === '--json'))
  expect(without.map(nameOf)).toEqual(['worker'])
})
