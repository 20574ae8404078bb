import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, readFile, symlink } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)
const ROOT = resolve(import.meta.dirname, '../..')

export interface Previous {
  readonly version: string
  readonly commit: string
}

export const previous = async (): Promise<Previous> =>
  JSON.parse(await readFile(join(import.meta.dirname, 'previous.json'), 'utf8')) as Previous

/**
 * The previous version's tree as the history holds it, ready to run, in `folder`. Throws with the reason where there is no
 * history, or not enough of it.
 */
export async function previousTree({ version, commit }: Previous, folder: string): Promise<void> {
  await run('git', ['cat-file', '-e', `${commit}^{commit}`], { cwd: ROOT }).catch((cause: unknown) => {
    throw new Error(
      `The previous version (${version}, commit ${commit}) is not in the history here: a shallow clone, or no clone at all. ` +
        'Fetch the whole history (git fetch --unshallow) and run make test-upgrade again.',
      { cause },
    )
  })
  await mkdir(folder, { recursive: true })
  const archive = join(folder, 'tree.tar')
  await run('git', ['archive', '--output', archive, commit], { cwd: ROOT })
  await run('tar', ['-xf', archive, '-C', folder])
  await provideModules(folder)
}

interface Lock {
  readonly packages: Readonly<Record<string, { readonly version?: string }>>
}
const lockOf = async (folder: string): Promise<Lock> =>
  JSON.parse(await readFile(join(folder, 'package-lock.json'), 'utf8')) as Lock

/** The packages of this checkout serve both where they are the same; else the previous ones are installed from npm. */
async function provideModules(folder: string): Promise<void> {
  const [then, now] = [await lockOf(folder), await lockOf(ROOT)]
  const same = Object.entries(then.packages).every(
    ([path, { version }]) => path === '' || now.packages[path]?.version === version,
  )
  const modules = join(ROOT, 'node_modules')
  if (same && existsSync(modules)) await symlink(modules, join(folder, 'node_modules'))
  else await run('npm', ['ci', '--no-fund', '--no-audit', '--loglevel=error'], { cwd: folder, maxBuffer: 1e8 })
}
