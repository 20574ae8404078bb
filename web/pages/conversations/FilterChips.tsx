import { Button, Flex, Tag } from 'antd'
import { useTranslation } from 'react-i18next'
import { ChatText } from '../../parts/ChatText.tsx'
import { useCodeName } from '../../parts/CodeName.tsx'
import { useFormat } from '../../parts/format.ts'
import type { FilterProps } from './FilterBar.tsx'
import { activeFilters, FEATURES, type Feature, FILTERS, type Filter, isInstant } from './search.ts'

const isFeature = (name: Filter): name is Feature => (FEATURES as readonly string[]).includes(name)

/** Every filter that is set, each with a way to take it out. */
export function FilterChips({ search, onChange }: FilterProps) {
  const { t } = useTranslation('conversations')
  const active = activeFilters(search)
  const nameOf = useFilterName()
  const shownOf = useFilterValue()
  if (active.length === 0) return null
  const without = (name: Filter, value: string): void =>
    onChange({ [name]: name === 'reason' ? search.reason.filter((each) => each !== value) : null })
  return (
    <Flex wrap gap={4} align="center" role="group" aria-label={t('activeFilters')}>
      {active.map(([name, value]) => (
        <span key={`${name} ${value}`}>
          <Tag
            closable={{ 'aria-label': t('removeFilter', { name: nameOf(name) }) }}
            onClose={(event) => {
              event.preventDefault()
              without(name, value)
            }}
          >
            {t('filterName', { name: nameOf(name) })} <ChatText short text={shownOf(name, value)} />
          </Tag>
        </span>
      ))}
      <Button
        type="link"
        size="small"
        onClick={() => onChange(Object.fromEntries(FILTERS.map((name) => [name, null])))}
      >
        {t('clear')}
      </Button>
    </Flex>
  )
}

function useFilterName(): (name: Filter) => string {
  const { t } = useTranslation('conversations')
  const codeName = useCodeName()
  return (name) => (isFeature(name) ? codeName('feature', name) : t(`filter.${name}`))
}

function useFilterValue(): (name: Filter, value: string) => string {
  const { t } = useTranslation('conversations')
  const codeName = useCodeName()
  const format = useFormat()
  return (name, value) => {
    if (isInstant(name)) return format.instant(Number(value))
    if (name === 'reason') return codeName('reason', value)
    if (name === 'pool') return t(`pool.${value as 'any'}`)
    if (name === 'flagged' || isFeature(name)) return t(`known.${value as 'yes'}`)
    return value
  }
}
