import { Button, Flex, InputNumber, Typography } from 'antd'
import { useTranslation } from 'react-i18next'
import { isTried, type TrialOptions } from './trial-options.ts'

interface TrialOptionsFormProps {
  readonly options: TrialOptions
  readonly onChange: (options: TrialOptions) => void
}

const FIELDS = [
  { name: 'low', min: 0.01, max: 1, step: 0.05, precision: 2 },
  { name: 'budget', min: 1, max: 1_000_000, step: 10, precision: 0 },
  { name: 'control', min: 0.0001, max: 1, step: 0.01, precision: 4 },
] as const

/** What else may be tried on history: the threshold of low confidence, and the sampling policy. None of it is saved with the table. */
export function TrialOptionsForm({ options, onChange }: TrialOptionsFormProps) {
  const { t } = useTranslation('rules')
  return (
    <Flex vertical gap={4}>
      <Flex wrap gap="middle" align="center">
        <Typography.Text strong>{t('try.title')}</Typography.Text>
        {FIELDS.map(({ name, ...limits }) => (
          <Flex key={name} gap="small" align="center">
            <label htmlFor={`try-${name}`}>{t(`try.${name}`)}</label>
            <InputNumber
              id={`try-${name}`}
              size="small"
              placeholder={t('try.asItIs')}
              value={options[name]}
              onChange={(value) => onChange({ ...options, [name]: value })}
              {...limits}
            />
          </Flex>
        ))}
        {isTried(options) && (
          <Button size="small" onClick={() => onChange({ low: null, budget: null, control: null })}>
            {t('try.reset')}
          </Button>
        )}
      </Flex>
      <Typography.Text type="secondary" style={{ fontSize: 12 }}>
        {t(options.low === null ? 'try.about' : 'try.lowAbout')}
      </Typography.Text>
    </Flex>
  )
}
