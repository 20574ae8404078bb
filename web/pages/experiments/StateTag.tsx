import { Tag } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Summary } from './answers.ts'

const COLOURS = {
  running: 'processing',
  paused: 'warning',
  live: 'success',
  taken_back: 'error',
  abandoned: 'default',
  replaced: 'default',
} as const

export function StateTag({ state }: { state: Summary['state'] }) {
  const { t } = useTranslation('experiments')
  return <Tag color={COLOURS[state]}>{t(`state.${state}`)}</Tag>
}
