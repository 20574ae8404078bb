import { useSyncExternalStore } from 'react'
import { kept } from './kept.ts'
import type { Appearance } from './theme.ts'

export type AppearanceChoice = Appearance | 'system'

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

function choice(): AppearanceChoice {
  const chosen = kept.read('appearance')
  return chosen === 'light' || chosen === 'dark' ? chosen : 'system'
}

export function chooseAppearance(chosen: AppearanceChoice): void {
  kept.write('appearance', chosen)
  tell()
}

export const useAppearanceChoice = (): AppearanceChoice => useSyncExternalStore(subscribe, choice)

/** What is shown: the choice, or what the system wants. */
export function useAppearance(): Appearance {
  return useSyncExternalStore(subscribe, () => {
    const chosen = choice()
    return chosen === 'system' ? (system.matches ? 'dark' : 'light') : chosen
  })
}
