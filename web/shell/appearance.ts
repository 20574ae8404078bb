import { useSyncExternalStore } from 'react'
import { kept } from './kept.ts'
import type { Appearance } from './theme.ts'

const system = matchMedia('(prefers-color-scheme: dark)')
const listeners = new Set<() => void>()
system.addEventListener('change', () => tell())

const tell = (): void => {
  for (const listener of listeners) listener()
}

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** What somebody chose here, else what the system wants. */
function shown(): Appearance {
  const chosen = kept.read('appearance')
  if (chosen === 'light' || chosen === 'dark') return chosen
  return system.matches ? 'dark' : 'light'
}

export function chooseAppearance(chosen: Appearance): void {
  kept.write('appearance', chosen)
  tell()
}

export const useAppearance = (): Appearance => useSyncExternalStore(subscribe, shown)
