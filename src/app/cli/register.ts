import type { Command } from 'commander'
import type { Settings } from '../settings.ts'

/** Each command registers itself; what it needs is loaded only when it runs. */
export type RegisterCommand = (program: Command, settings: Settings) => void
