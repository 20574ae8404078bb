import { Flex, Select, Typography } from 'antd'
import { useTranslation } from 'react-i18next'
import { useCodeName } from '../../parts/CodeName.tsx'
import type { RulesAnswer } from './answers.ts'
import type { Signal } from './rule-shape.ts'

interface SignalSelectProps {
  readonly value: readonly Signal[]
  readonly signals: RulesAnswer['signals']
  readonly label: string
  onChange(value: Signal[]): void
}

/** Which signals must all hold, each explained in the list. */
export function SignalSelect({ value, signals, label, onChange }: SignalSelectProps) {
  const { t } = useTranslation('rules')
  const nameOf = useCodeName()
  const options = signals.map(({ signal, kind }) => ({
    value: signal,
    label: nameOf('signal', signal),
    kind,
    meaning: t(`signals.${signal}`),
  }))
  return (
    <Select<Signal[], (typeof options)[number]>
      mode="multiple"
      style={{ width: '100%' }}
      value={[...value]}
      options={options}
      optionFilterProp="label"
      status={value.length === 0 ? 'error' : ''}
      aria-label={label}
      placeholder={t('table.choose')}
      popupMatchSelectWidth={440}
      listHeight={360}
      onChange={onChange}
      optionRender={({ data }) => (
        <Flex vertical style={{ whiteSpace: 'normal' }}>
          <span>{data.label}</span>
          <Typography.Text type="secondary" style={{ fontSize: 12 }}>
            {data.meaning}
          </Typography.Text>
        </Flex>
      )}
    />
  )
}
