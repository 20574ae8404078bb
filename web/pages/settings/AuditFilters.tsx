import { DatePicker, Flex, Input, Select } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'react-router'
import type { AuditQuery } from './settings-api.ts'

const AREAS = [
  ...(['logins', 'users', 'keys', 'labels', 'taxonomy', 'rules', 'training', 'evaluation', 'releases'] as const),
  ...(['monitoring', 'exports', 'erasures', 'settings', 'other'] as const),
]
const FIELDS = ['who', 'target', 'what'] as const

const DAY = /^\d{4}-\d{2}-\d{2}$/

/** Midnight at the reader's place of a day in the address, or of the day after it; null = none is given. */
function midnight(search: URLSearchParams, name: 'from' | 'until'): number | null {
  const day = search.get(name)
  if (day === null || !DAY.test(day)) return null
  const at = new Date(`${day}T00:00`)
  if (name === 'until') at.setDate(at.getDate() + 1)
  return Number.isNaN(at.getTime()) ? null : at.getTime()
}

/** The filter that stands in the address. */
export function filterOf(search: URLSearchParams): AuditQuery {
  const area = AREAS.find((known) => known === search.get('area'))
  const texts = FIELDS.flatMap((name) => {
    const value = search.get(name)
    return value ? [[name, value] as const] : []
  })
  const [from, until] = [midnight(search, 'from'), midnight(search, 'until')]
  return {
    ...Object.fromEntries(texts),
    ...(area && { area }),
    ...(from !== null && { from }),
    ...(until !== null && { until }),
  }
}

/** Who, what, on what, when: each in the address. */
export function AuditFilters() {
  const { t } = useTranslation('settings')
  const [search, setSearch] = useSearchParams()
  const set = (change: Readonly<Record<string, string | null>>) => {
    const next = new URLSearchParams(search)
    for (const [name, value] of Object.entries(change)) {
      if (value === null || value === '') next.delete(name)
      else next.set(name, value)
    }
    setSearch(next, { replace: true })
  }
  return (
    <Flex wrap gap="small">
      <Select
        allowClear
        aria-label={t('audit.area')}
        placeholder={t('audit.area')}
        style={{ width: 160 }}
        value={AREAS.find((area) => area === search.get('area')) ?? null}
        options={AREAS.map((value) => ({ value, label: t(`audit.areas.${value}`) }))}
        onChange={(area: string | null | undefined) => set({ area: area ?? null })}
      />
      {FIELDS.map((name) => (
        <Input.Search
          key={name}
          allowClear
          aria-label={t(`audit.${name}`)}
          placeholder={t(`audit.${name}`)}
          style={{ width: 200 }}
          defaultValue={search.get(name) ?? ''}
          onSearch={(text) => set({ [name]: text.trim() })}
        />
      ))}
      {(['from', 'until'] as const).map((name) => (
        <DatePicker
          key={name}
          aria-label={t(`audit.${name}`)}
          placeholder={t(`audit.${name}`)}
          style={{ width: 200 }}
          value={DAY.test(search.get(name) ?? '') ? dayjs(search.get(name)) : null}
          onChange={(day: Dayjs | null) => set({ [name]: day?.format('YYYY-MM-DD') ?? null })}
        />
      ))}
    </Flex>
  )
}
