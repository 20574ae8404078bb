import { useQuery } from '@tanstack/react-query'
import { AutoComplete, Button, Drawer, Form, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { api, bodyOf } from '../../api/client.ts'
import { useCodeName } from '../../parts/CodeName.tsx'
import type { FilterProps } from './FilterBar.tsx'
import { FEATURES, FILTERS, TERNARY, type TEXTS } from './search.ts'

interface MoreFiltersProps extends FilterProps {
  readonly open: boolean
  readonly onClose: () => void
}

const VALUES_KEPT_MS = 60_000

/** Every other filter, each applied at once. */
export function MoreFilters({ open, onClose, search, onChange }: MoreFiltersProps) {
  const { t } = useTranslation('conversations')
  const codeName = useCodeName()
  const values = useQuery({
    queryKey: ['conversation-values'],
    queryFn: () => bodyOf(api.GET('/v1/conversation-values')),
    enabled: open,
    staleTime: VALUES_KEPT_MS,
  }).data
  const clear = (): void => onChange(Object.fromEntries(FILTERS.map((name) => [name, null])))
  const reasons = [...new Set([...(values?.reasons ?? []), ...search.reason])]
  const text = (name: Exclude<(typeof TEXTS)[number], 'text'>, offered: readonly string[] | undefined) => (
    <TextFilter key={name} name={name} offered={offered ?? []} {...{ search, onChange }} />
  )
  return (
    <Drawer
      title={t('more')}
      open={open}
      onClose={onClose}
      size={380}
      // On the body it would lock the page by a style that the content policy refuses.
      getContainer={() => document.getElementById('root')!}
      extra={<Button onClick={clear}>{t('clear')}</Button>}
    >
      <Form layout="vertical" component="div">
        <Form.Item label={t('filter.reason')} htmlFor="filter-reason">
          <Select
            id="filter-reason"
            mode="multiple"
            value={[...search.reason]}
            options={reasons.map((value) => ({ value, label: codeName('reason', value) }))}
            onChange={(reason: string[]) => onChange({ reason })}
            placeholder={t('filter.anyReason')}
          />
        </Form.Item>
        {FEATURES.map((name) => (
          <Form.Item key={name} label={codeName('feature', name)} htmlFor={`filter-${name}`}>
            <Select
              id={`filter-${name}`}
              allowClear
              value={search[name] ?? null}
              placeholder={t('filter.any')}
              options={TERNARY.map((value) => ({ value, label: t(`known.${value}`) }))}
              onChange={(value) => onChange({ [name]: value ?? null })}
            />
          </Form.Item>
        ))}
        {text('intent', values?.intents)}
        {text('objection', values?.objections)}
        {text('assistant', values?.assistants)}
        {text('channel', values?.channels)}
        {text('bundle', values?.bundles)}
        {text('arm', values?.arms)}
        {text('user', [])}
        {text('id', [])}
      </Form>
    </Drawer>
  )
}

interface TextFilterProps extends FilterProps {
  readonly name: Exclude<(typeof TEXTS)[number], 'text'>
  readonly offered: readonly string[]
}

/** A value that is offered, or any other: applied with Enter, by a choice, or when the field is left. */
function TextFilter({ name, offered, search, onChange }: TextFilterProps) {
  const { t } = useTranslation('conversations')
  const now = search[name] ?? ''
  const apply = (value: string): void => {
    if (value.trim() !== now) onChange({ [name]: value.trim() })
  }
  return (
    <Form.Item label={t(`filter.${name}`)} htmlFor={`filter-${name}`}>
      <AutoComplete
        key={now}
        id={`filter-${name}`}
        allowClear
        defaultValue={now}
        options={offered.map((value) => ({ value }))}
        placeholder={t('filter.any')}
        onSelect={apply}
        onClear={() => apply('')}
        onBlur={(event) => apply((event.target as HTMLInputElement).value ?? '')}
        onInputKeyDown={(event) => {
          if (event.key === 'Enter' && !event.nativeEvent.isComposing) apply(event.currentTarget.value)
        }}
      />
    </Form.Item>
  )
}
