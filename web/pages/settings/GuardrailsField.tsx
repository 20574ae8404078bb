import { Flex, Form, Input, InputNumber, Select, Switch, Typography } from 'antd'
import { useTranslation } from 'react-i18next'
import { type GuardrailGiven, unitOf } from './guardrails-given.ts'

/** The figures that a canary must not make worse, and by how much at most: each can be left out, and what it is for. */
export function GuardrailsField() {
  const { t } = useTranslation('settings')
  return (
    <Form.Item label={t('release.guardrails')} extra={t('release.guardrailsHint')}>
      <Form.List name="guardrails">
        {(fields) => (
          <Flex vertical gap="small">
            {fields.map(({ key, name }) => (
              <Row key={key} name={name} />
            ))}
          </Flex>
        )}
      </Form.List>
    </Form.Item>
  )
}

function Row({ name }: { name: number }) {
  const { t } = useTranslation('settings')
  const row = Form.useWatch(['guardrails', name], { preserve: true }) as GuardrailGiven | undefined
  const initial = (Form.useFormInstance().getFieldValue(['guardrails', name]) ?? row) as GuardrailGiven
  const { figure } = initial
  const title = t(`figures.${figure}`)
  const off = row?.used === false
  return (
    <Flex wrap gap="small" align="center">
      <Form.Item noStyle hidden name={[name, 'figure']}>
        <Input />
      </Form.Item>
      <Form.Item noStyle name={[name, 'used']} valuePropName="checked">
        <Switch size="small" aria-label={t('release.use', { figure: title })} />
      </Form.Item>
      <Typography.Text style={{ width: 200 }} {...(off && { type: 'secondary' as const })}>
        {title}
      </Typography.Text>
      {!off && <Margin name={name} title={title} row={{ ...initial, ...row, figure }} />}
    </Flex>
  )
}

/** Room for a number and its unit. */
const NUMBER = { width: 150 }
const CHOICE = { width: 215 }
const HOLDS = { width: 320 }

function Margin({ name, title, row }: { name: number; title: string; row: GuardrailGiven }) {
  const { t } = useTranslation('settings')
  const unit = unitOf(row.figure)
  const kinds = unit === 'stars' ? (['absolute'] as const) : (['relative', 'absolute'] as const)
  return (
    <>
      <Form.Item noStyle name={[name, 'amount']}>
        <InputNumber
          style={NUMBER}
          min={0.001}
          suffix={row.kind === 'relative' ? '%' : t(`release.unit.${unit}`)}
          placeholder={t('release.asUsual')}
          aria-label={t('release.marginOf', { figure: title })}
        />
      </Form.Item>
      <Form.Item noStyle name={[name, 'kind']}>
        <Select
          style={CHOICE}
          aria-label={t('release.kindOf', { figure: title })}
          options={kinds.map((value) => ({ value, label: t(`release.kind.${value}`) }))}
        />
      </Form.Item>
      <Form.Item noStyle name={[name, 'holds']}>
        <Select
          style={HOLDS}
          aria-label={t('release.holdsOf', { figure: title })}
          options={[true, false].map((value) => ({
            value,
            label: t(value ? 'release.mustHold' : 'release.onlyStops'),
          }))}
        />
      </Form.Item>
      {unit === 'money' && (
        <Form.Item noStyle name={[name, 'cap']}>
          <InputNumber
            style={NUMBER}
            min={0.01}
            prefix={t('release.cap')}
            aria-label={t('release.capOf', { figure: title })}
          />
        </Form.Item>
      )}
    </>
  )
}
