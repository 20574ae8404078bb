import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { LoopError } from '../../errors/loop-error.ts'
import { MANIFEST, openFiles, readManifest } from '../../models/manifest.ts'
import { type ModelRef, modelRef } from '../../releases/bundle.ts'
import type { ModelStore } from '../../releases/model-store.ts'

const RENAME_TRIES = 5

/**
 * Models as folders `<root>/<model id>/`, one file each. A folder appears whole or not at all: it is written beside,
 * synced to disk, and renamed into place. Reading proves every byte by the SHA-256 chain id -> manifest -> files.
 */
export function modelFiles(root: string): ModelStore {
  return {
    async put(files) {
      const ref = modelRef(manifestOf(files))
      const place = join(root, ref.id)
      if (existsSync(place) && (await isWhole(place, ref))) return ref
      await mkdir(root, { recursive: true })
      const partial = join(root, `.${ref.id}-${randomUUID()}`)
      await mkdir(partial)
      for (const [name, bytes] of files) await writeSynced(join(partial, name), bytes)
      await syncFolder(partial)
      await intoPlace(partial, place, ref)
      await syncFolder(root)
      return ref
    },
    get: (ref) => readWhole(join(root, ref.id), ref),
  }
}

async function readWhole(folder: string, ref: ModelRef): Promise<Map<string, Uint8Array>> {
  const names = await readdir(folder).catch(() => null)
  if (names === null) {
    throw new LoopError(
      'LOOP_NO_MODEL',
      `There is no model ${ref.id} in ${folder}. Restore it from a backup, or train again.`,
      {
        status: 404,
      },
    )
  }
  const files = new Map(
    await Promise.all(names.map(async (name) => [name, new Uint8Array(await readFile(join(folder, name)))] as const)),
  )
  const found = files.has(MANIFEST) ? modelRef(manifestOf(files)) : null
  if (found?.sha256 !== ref.sha256) throw damaged(ref, `${MANIFEST} does not have the SHA-256 that the registry names`)
  const manifest = readManifest(files)
  openFiles(files, manifest.kind, manifest.format, Object.keys(manifest.files))
  return files
}

const isWhole = (folder: string, ref: ModelRef): Promise<boolean> =>
  readWhole(folder, ref).then(
    () => true,
    () => false,
  )

function manifestOf(files: ReadonlyMap<string, Uint8Array>): Uint8Array {
  const manifest = files.get(MANIFEST)
  if (manifest === undefined) throw new TypeError(`a model's files hold ${MANIFEST}`)
  return manifest
}

async function writeSynced(path: string, bytes: Uint8Array): Promise<void> {
  const handle = await open(path, 'wx')
  try {
    await handle.writeFile(bytes)
    await handle.sync()
  } finally {
    await handle.close()
  }
}

async function syncFolder(path: string): Promise<void> {
  const handle = await open(path, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** One that another process put meanwhile is as good as ours; a damaged one makes way. */
async function intoPlace(partial: string, place: string, ref: ModelRef): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await rename(partial, place) // fails when there is a folder with files
    } catch (cause) {
      if (await isWhole(place, ref)) return await rm(partial, { recursive: true })
      if (attempt >= RENAME_TRIES) throw cause
      const aside = `${partial}-damaged`
      await rename(place, aside).catch(() => {}) // another process was faster
      await rm(aside, { recursive: true, force: true })
    }
  }
}

const damaged = (ref: ModelRef, what: string): LoopError =>
  new LoopError(
    'LOOP_MODEL_DAMAGED',
    `Model ${ref.id} refused: ${what}. Restore it from a backup, or train it again.`,
    {
      status: 500,
    },
  )
