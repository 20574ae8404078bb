import type { Command } from 'commander'
import { isRole, ROLES, type Role } from '../../access/roles.ts'
import { LoopError } from '../../errors/loop-error.ts'
import type { Settings } from '../settings.ts'

interface Common {
  readonly dataDir: string
  readonly url?: string
  readonly json?: true
}

/** `salesloop users create|list|disable|enable|reset`: people who log in to the console. */
export function registerUsers(program: Command, settings: Settings): void {
  const users = program.command('users').description('Makes, lists and switches off the accounts of people.')
  const chosen = (options: Common): Settings => ({
    ...settings,
    dataDir: options.dataDir,
    url: options.url ?? settings.url,
  })
  const on = (command: Command) =>
    command
      .option('--data-dir <dir>', 'the data folder of the service', settings.dataDir)
      .option('--json', 'one JSON object as the answer')

  on(users.command('create'))
    .description('Makes an account and prints a one-time link, with which its person sets a password.')
    .requiredOption('--login <login>', 'what is typed to log in; it never changes')
    .requiredOption('--name <name>', 'what is shown')
    .requiredOption('--role <role>', ROLES.join(', '))
    .option('--url <url>', 'where people reach the console')
    .addHelpText('after', '\nExample:\n  salesloop users create --login anna --name "Anna Li" --role annotator')
    .action(async (options: Common & { login: string; name: string; role: string }) => {
      const { createUser } = await import('../user-commands.ts')
      const about = { login: options.login, name: options.name, role: roleOf(options.role) }
      const made = await createUser(chosen(options), about)
      print(options, made, `${made.link.url}\n`)
    })

  on(users.command('list'))
    .description('Lists the accounts.')
    .addHelpText('after', '\nExample:\n  salesloop users list --data-dir .data')
    .action(async (options: Common) => {
      const { listUsers } = await import('../user-commands.ts')
      const rows = await listUsers(chosen(options))
      const lines = rows.map(({ login, state, role, name }) => `${login}  ${state}  ${role}  ${name}\n`)
      print(options, { users: rows }, lines.join(''))
    })

  for (const [word, to, what] of [
    ['disable', false, 'Switches an account off, and ends its sessions.'],
    ['enable', true, 'Switches an account on again.'],
  ] as const) {
    on(users.command(`${word} <login>`))
      .description(what)
      .addHelpText('after', `\nExample:\n  salesloop users ${word} anna`)
      .action(async (login: string, options: Common) => {
        const { switchUser } = await import('../user-commands.ts')
        const user = await switchUser(chosen(options), login, to)
        print(options, { user }, `${user.login} is ${user.state}\n`)
      })
  }

  on(users.command('reset <login>'))
    .description('Prints a one-time link with which the person sets a new password.')
    .option('--url <url>', 'where people reach the console')
    .addHelpText('after', '\nExample:\n  salesloop users reset anna')
    .action(async (login: string, options: Common) => {
      const { resetUser } = await import('../user-commands.ts')
      const link = await resetUser(chosen(options), login)
      print(options, { link }, `${link.url}\n`)
    })
}

function print({ json }: Common, answer: unknown, text: string): void {
  process.stdout.write(json ? `${JSON.stringify(answer)}\n` : text)
}

function roleOf(text: string): Role {
  if (isRole(text)) return text
  throw new LoopError('LOOP_BAD_OPTION', `--role ${text} is no role. Allowed are ${ROLES.join(', ')}.`)
}
