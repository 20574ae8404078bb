import { Input } from 'antd'
import type { KeyboardEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { KeyCap } from './KeyCap.tsx'
import { isComposing } from './use-keys.ts'

interface FilterInputProps {
  readonly value: string
  /** What is left, best first. */
  readonly ids: readonly string[]
  readonly onFilter: (text: string) => void
  readonly onPick: (id: string) => void
  readonly onLeave: () => void
}

/** Type to narrow a long list; Enter takes the first, Esc goes back to the keys. */
export function FilterInput({ value, ids, onFilter, onPick, onLeave }: FilterInputProps) {
  const { t } = useTranslation('annotate')
  const pressed = (event: KeyboardEvent<HTMLInputElement>): void => {
    if (isComposing(event.nativeEvent) || event.ctrlKey || event.metaKey) return
    const first = ids[0]
    if (event.key === 'Enter' && first !== undefined && value !== '') {
      event.preventDefault()
      onPick(first)
    }
    if (event.key === 'Escape') {
      event.preventDefault()
      if (value === '') onLeave()
      else onFilter('')
    }
  }
  return (
    <Input
      data-filter
      allowClear
      aria-label={t('form.filter')}
      placeholder={t('form.filter')}
      prefix={<KeyCap>/</KeyCap>}
      value={value}
      onChange={(event) => onFilter(event.target.value)}
      onKeyDown={pressed}
    />
  )
}
