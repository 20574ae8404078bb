import { useTranslation } from 'react-i18next'
import { useCodeName } from '../../parts/CodeName.tsx'
import { useFormat } from '../../parts/format.ts'
import type { Worth } from './worth.ts'

const OUTCOMES = ['clicked', 'ordered', 'completed', 'human_reply'] as const

/** How a line is called in the chosen language. */
export function useTraitName(): (worth: Pick<Worth, 'kind' | 'name' | 'parts' | 'threshold'>) => string {
  const { t } = useTranslation('signals')
  const nameOf = useCodeName()
  const format = useFormat()
  const partName = (part: string): string => {
    const outcome = OUTCOMES.find((each) => each === part)
    return outcome === undefined ? nameOf('signal', part) : t(`outcome.${outcome}`)
  }
  return ({ kind, name, parts, threshold }) => {
    if (kind === 'rule') return nameOf('reason', name)
    if (threshold !== null) return t('below', { threshold: format.number(threshold, 2) })
    return parts.map(partName).join(t('and'))
  }
}
