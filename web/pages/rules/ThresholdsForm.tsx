import { Collapse, Form, InputNumber, Select, Typography } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Thresholds } from './rule-shape.ts'

interface ThresholdsFormProps {
  readonly thresholds: Thresholds
  readonly mayChange: boolean
  onChange(thresholds: Thresholds): void
}

const WORDS = ['order_intents', 'no_objection', 'price_words_zh', 'price_words_en'] as const
const MINUTE_MS = 60_000

/** Words and limits by which the suspect turn of a flagged conversation is found. */
export function ThresholdsForm({ thresholds, mayChange, onChange }: ThresholdsFormProps) {
  const { t } = useTranslation('rules')
  const form = (
    <>
      <Typography.Paragraph type="secondary">{t('thresholds.about')}</Typography.Paragraph>
      <Form layout="vertical" disabled={!mayChange} style={{ maxWidth: 960 }}>
        <Form.Item
          label={t('thresholds.high_confidence')}
          extra={t('thresholds.why.high_confidence')}
          htmlFor="th-sure"
        >
          <InputNumber
            id="th-sure"
            min={0.01}
            max={1}
            step={0.01}
            value={thresholds.high_confidence}
            onChange={(value) => value !== null && onChange({ ...thresholds, high_confidence: value })}
          />
        </Form.Item>
        <Form.Item
          label={t('thresholds.click_window_ms')}
          extra={t('thresholds.why.click_window_ms')}
          htmlFor="th-click"
        >
          <InputNumber
            id="th-click"
            min={1}
            max={10_080}
            precision={0}
            value={thresholds.click_window_ms / MINUTE_MS}
            onChange={(value) => value !== null && onChange({ ...thresholds, click_window_ms: value * MINUTE_MS })}
          />
        </Form.Item>
        {WORDS.map((name) => (
          <Form.Item
            key={name}
            label={t(`thresholds.${name}`)}
            extra={t(`thresholds.why.${name}`)}
            htmlFor={`th-${name}`}
          >
            <Select
              id={`th-${name}`}
              mode="tags"
              open={false}
              suffixIcon={null}
              tokenSeparators={[' ', ',', '，', '、']}
              value={[...thresholds[name]]}
              onChange={(words: string[]) => onChange({ ...thresholds, [name]: words })}
            />
          </Form.Item>
        ))}
      </Form>
    </>
  )
  return <Collapse items={[{ key: 'thresholds', label: t('thresholds.title'), children: form }]} />
}
