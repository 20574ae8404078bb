import { useTranslation } from 'react-i18next'

/** Codes of the service by kind, each with a name of its own in both languages (parts/en.json, parts/zh.json, `codes`). */
export type CodeKind =
  | ('feature' | 'signal' | 'reason' | 'part' | 'stage' | 'task')
  | ('clue' | 'turn_input' | 'fault_input')
  | ('arm' | 'end' | 'state' | 'action' | 'cart' | 'order')

/** @returns a function that names a code; what has no name (a team's own intents, reasons) stays as it is */
export function useCodeName(): (kind: CodeKind, code: string) => string {
  const { t, i18n } = useTranslation('parts')
  return (kind, code) => {
    const key = `codes.${kind}.${code}`
    return i18n.exists(key, { ns: 'parts' }) ? t(key as never) : code
  }
}
