import { CheckCircleOutlined, ClockCircleOutlined, QuestionCircleOutlined, WarningOutlined } from '@ant-design/icons'
import { Tag, Tooltip } from 'antd'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { type Figure, LEAST_UNITS, type Reading, readingOf } from './reading.ts'

const LOOKS: Readonly<Record<Reading, { readonly color: string; readonly icon: ReactNode }>> = {
  none: { color: 'default', icon: <ClockCircleOutlined /> },
  few: { color: 'default', icon: <ClockCircleOutlined /> },
  unclear: { color: 'default', icon: <QuestionCircleOutlined /> },
  poor: { color: 'error', icon: <WarningOutlined /> },
  tentative: { color: 'warning', icon: <QuestionCircleOutlined /> },
  good: { color: 'success', icon: <CheckCircleOutlined /> },
}

/** What a figure of agreement means, in a word and on hover in a sentence. */
export function ReadingTag({ figure }: { readonly figure: Figure }) {
  const { t } = useTranslation('quality')
  const reading = readingOf(figure)
  return (
    <Tooltip title={t(`reading.${reading}.long`, { least: LEAST_UNITS })}>
      <Tag {...LOOKS[reading]}>{t(`reading.${reading}.short`)}</Tag>
    </Tooltip>
  )
}
