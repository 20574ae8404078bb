import { FilterOutlined, SearchOutlined } from '@ant-design/icons'
import { Badge, Button, DatePicker, Flex, Input, Select, type SelectProps } from 'antd'
import dayjs from 'dayjs'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { MoreFilters } from './MoreFilters.tsx'
import { activeFilters, type Change, POOL, type Search, SORTS, TERNARY } from './search.ts'

export interface FilterProps {
  readonly search: Search
  readonly onChange: (change: Change) => void
}

/** Filters that most searches need, and a drawer with the others. */
export function FilterBar({ search, onChange }: FilterProps) {
  const { t } = useTranslation('conversations')
  const [more, setMore] = useState(false)
  const hidden = activeFilters(search).filter(([name]) => !SHOWN.has(name)).length
  return (
    <Flex wrap gap="small" role="search" aria-label={t('filters')}>
      <TextSearch key={search.text ?? ''} {...{ search, onChange }} />
      <Choice name="flagged" values={TERNARY} label={(value) => t(`flaggedIs.${value}`)} {...{ search, onChange }} />
      <Choice name="pool" values={POOL} label={(value) => t(`pool.${value}`)} {...{ search, onChange }} />
      <DatePicker.RangePicker
        aria-label={t('filter.started')}
        showTime={{ format: 'HH:mm' }}
        format="YYYY-MM-DD HH:mm"
        allowEmpty={[true, true]}
        placeholder={[t('filter.from'), t('filter.until')]}
        value={[momentOf(search.from), momentOf(search.until)]}
        onChange={(range) => onChange({ from: textOf(range?.[0]), until: textOf(range?.[1]) })}
      />
      <Badge count={hidden} size="small">
        <Button icon={<FilterOutlined />} onClick={() => setMore(true)}>
          {t('more')}
        </Button>
      </Badge>
      <Select
        aria-label={t('sort.label')}
        value={search.sort}
        options={SORTS.map((value) => ({ value, label: t(`sort.${value}`) }))}
        onChange={(sort) => onChange({ sort: sort === 'newest' ? null : sort })}
        popupMatchSelectWidth={false}
      />
      <MoreFilters open={more} onClose={() => setMore(false)} {...{ search, onChange }} />
    </Flex>
  )
}

const SHOWN: ReadonlySet<string> = new Set(['text', 'flagged', 'pool', 'from', 'until'])

function TextSearch({ search, onChange }: FilterProps) {
  const { t } = useTranslation('conversations')
  return (
    <Input
      allowClear
      aria-label={t('filter.text')}
      placeholder={t('filter.textHint')}
      prefix={<SearchOutlined />}
      defaultValue={search.text}
      maxLength={500}
      style={{ flex: '1 1 220px', maxWidth: 420 }}
      onClear={() => onChange({ text: null })}
      onPressEnter={(event) => {
        // Enter that ends the composition of an input method is no search yet.
        if (event.nativeEvent.isComposing || event.keyCode === 229) return
        onChange({ text: event.currentTarget.value.trim() })
      }}
    />
  )
}

interface ChoiceProps<V extends string> extends FilterProps {
  readonly name: 'flagged' | 'pool'
  readonly values: readonly V[]
  readonly label: (value: V) => string
}

function Choice<V extends string>({ name, values, label, search, onChange }: ChoiceProps<V>) {
  const { t } = useTranslation('conversations')
  const options: SelectProps['options'] = values.map((value) => ({ value, label: label(value) }))
  return (
    <Select
      allowClear
      aria-label={t(`filter.${name}`)}
      placeholder={t(`filter.${name}`)}
      value={search[name] ?? null}
      options={options}
      onChange={(value) => onChange({ [name]: value ?? null })}
      style={{ minWidth: 132 }}
      popupMatchSelectWidth={false}
    />
  )
}

const momentOf = (at: string | undefined): dayjs.Dayjs | null => (at === undefined ? null : dayjs(Number(at)))
const textOf = (moment: dayjs.Dayjs | null | undefined): string | null =>
  moment === null || moment === undefined ? null : String(moment.valueOf())
