import { createHash } from 'node:crypto'
import { LoopError } from '../errors/loop-error.ts'

export const MANIFEST = 'manifest.json'

/** What manifest.json says about the files beside it. */
export interface Manifest {
  kind: string
  format: number
  labels: string[]
  lineage?: Readonly<Record<string, string>>
  /** SHA-256 of each other file, hexadecimal. */
  files: Record<string, string>
  /** SHA-256 of this manifest without this field, so that damage to the manifest itself shows. */
  seal: string
}

const sha256 = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex')

/** Adds manifest.json to the files; the manifest comes first. */
export function sealFiles(
  head: Omit<Manifest, 'files' | 'seal'>,
  files: ReadonlyMap<string, Uint8Array>,
): Map<string, Uint8Array> {
  const unsealed = { ...head, files: Object.fromEntries([...files].map(([name, bytes]) => [name, sha256(bytes)])) }
  const manifest: Manifest = { ...unsealed, seal: sha256(JSON.stringify(unsealed)) }
  return new Map([[MANIFEST, new TextEncoder().encode(JSON.stringify(manifest))], ...files])
}

/**
 * Checks files against their manifest, byte for byte.
 *
 * @param names files that must be there, and no others
 * @throws LoopError LOOP_MODEL_DAMAGED, or LOOP_MODEL_FORMAT_UNKNOWN for another kind or format
 */
export function openFiles(
  files: ReadonlyMap<string, Uint8Array>,
  kind: string,
  format: number,
  names: readonly string[],
): Manifest {
  const manifest = readManifest(files)
  if (manifest.kind !== kind || manifest.format !== format)
    throw new LoopError(
      'LOOP_MODEL_FORMAT_UNKNOWN',
      `The model is "${manifest.kind}" in format ${manifest.format}; this version reads "${kind}" in format ${format}. Train it again, or use the version that made it.`,
    )
  for (const name of names) {
    const bytes = files.get(name)
    if (bytes === undefined) throw damaged(`${name} is missing`)
    if (manifest.files[name] !== sha256(bytes))
      throw damaged(`${name} does not have the SHA-256 that ${MANIFEST} names`)
  }
  const surplus = [...files.keys()].find((name) => name !== MANIFEST && !names.includes(name))
  if (surplus !== undefined) throw damaged(`${surplus} does not belong to it`)
  return manifest
}

/** The manifest, once its seal is found intact. */
export function readManifest(files: ReadonlyMap<string, Uint8Array>): Manifest {
  const bytes = files.get(MANIFEST)
  if (bytes === undefined) throw damaged(`${MANIFEST} is missing`)
  const text = new TextDecoder().decode(bytes)
  const manifest = parse(text)
  const { seal, ...unsealed } = manifest
  // A manifest is written compactly, so that a changed blank is a change, too.
  if (JSON.stringify(manifest) !== text || seal !== sha256(JSON.stringify(unsealed)) || manifest.files === undefined)
    throw damaged(`${MANIFEST} was changed after it was written`)
  return manifest
}

function parse(text: string): Manifest {
  try {
    const parsed: unknown = JSON.parse(text)
    if (typeof parsed === 'object' && parsed !== null) return parsed as Manifest
  } catch {
    // Falls through: unreadable and not an object are the same to the caller.
  }
  throw damaged(`${MANIFEST} is not readable`)
}

function damaged(what: string): LoopError {
  return new LoopError(
    'LOOP_MODEL_DAMAGED',
    `Model refused: ${what}. Fetch or train the model again; the one in use stays.`,
  )
}
