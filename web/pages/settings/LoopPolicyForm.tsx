import { Flex, Form, Input, InputNumber, Switch } from 'antd'
import { useTranslation } from 'react-i18next'
import { api, bodyOf } from '../../api/client.ts'
import { PolicyForm } from './PolicyForm.tsx'
import { Saved } from './Saved.tsx'
import { type LoopPolicy, useChange } from './settings-api.ts'

const HOUR_MS = 3_600_000

interface Given {
  readonly automatic: boolean
  readonly scheduled: boolean
  readonly cron: string
  readonly timeZone: string
  readonly leastLabels: number | null
  readonly onDrift: boolean
  readonly canary: boolean
  readonly faults: boolean
  readonly leastVerdicts: number
  readonly watchHours: number
  readonly hourly: boolean
  readonly daily: boolean
}

/** When a turn of the loop begins by itself, and how far it goes without a person. */
export function LoopPolicyForm({ policy }: { policy: LoopPolicy }) {
  const { t } = useTranslation('settings')
  const saving = useChange(
    (given: Given & { why: string }) =>
      bodyOf(api.PUT('/v1/loop/policy', { body: { ...changeOf(given), version: policy.version } })),
    ['loop-policy'],
  )
  const { version, changed_by, since_at, why } = policy
  return (
    <PolicyForm
      name="loop"
      title={t('loop.title')}
      about={t('loop.about')}
      saved={<Saved version={version} who={changed_by} at={since_at} why={why} />}
      initial={givenOf(policy)}
      save={saving}
    >
      <Fields />
    </PolicyForm>
  )
}

const SWITCHES = ['canary', 'hourly', 'daily', 'faults'] as const

function Fields() {
  const { t } = useTranslation('settings')
  const scheduled = Form.useWatch<boolean | undefined>('scheduled')
  const zones = { required: scheduled === true, message: t('missing') }
  return (
    <>
      <Form.Item name="automatic" valuePropName="checked" label={t('loop.automatic')} extra={t('loop.automaticHint')}>
        <Switch />
      </Form.Item>
      <Flex wrap gap="large">
        <Form.Item name="scheduled" valuePropName="checked" label={t('loop.scheduled')}>
          <Switch />
        </Form.Item>
        <Form.Item name="cron" label={t('loop.cron')} extra={t('loop.cronHint')} rules={[zones]}>
          <Input disabled={scheduled === false} style={{ width: 180 }} />
        </Form.Item>
        <Form.Item name="timeZone" label={t('loop.timeZone')} extra={t('loop.timeZoneHint')} rules={[zones]}>
          <Input disabled={scheduled === false} style={{ width: 180 }} />
        </Form.Item>
      </Flex>
      <Flex wrap gap="large">
        <Form.Item name="leastLabels" label={t('loop.leastLabels')} extra={t('loop.leastLabelsHint')}>
          <InputNumber min={1} precision={0} style={{ width: 180 }} />
        </Form.Item>
        <Form.Item name="onDrift" valuePropName="checked" label={t('loop.onDrift')}>
          <Switch />
        </Form.Item>
        <Form.Item name="watchHours" label={t('loop.watchHours')} rules={[{ required: true, message: t('missing') }]}>
          <InputNumber min={0} suffix={t('unit.hours')} style={{ width: 180 }} />
        </Form.Item>
      </Flex>
      <Flex wrap gap="large">
        {SWITCHES.map((name) => (
          <Form.Item key={name} name={name} valuePropName="checked" label={t(`loop.${name}`)}>
            <Switch />
          </Form.Item>
        ))}
        <Form.Item
          name="leastVerdicts"
          label={t('loop.leastVerdicts')}
          rules={[{ required: true, message: t('missing') }]}
        >
          <InputNumber min={1} precision={0} style={{ width: 180 }} />
        </Form.Item>
      </Flex>
    </>
  )
}

const givenOf = ({ train, canary, faults, watch, export: exported }: LoopPolicy): Given => ({
  automatic: train.automatic,
  scheduled: train.schedule !== null,
  cron: train.schedule?.cron ?? '0 2 * * 1',
  timeZone: train.schedule?.time_zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
  leastLabels: train.least_labels,
  onDrift: train.on_drift,
  canary: canary.automatic,
  faults: faults.automatic,
  leastVerdicts: faults.least_verdicts,
  watchHours: watch.for_ms / HOUR_MS,
  hourly: exported.hourly,
  daily: exported.daily,
})

const changeOf = (given: Given & { why: string }) => ({
  train: {
    automatic: given.automatic,
    schedule: given.scheduled ? { cron: given.cron.trim(), time_zone: given.timeZone.trim() } : null,
    least_labels: given.leastLabels ?? null,
    on_drift: given.onDrift,
  },
  canary: { automatic: given.canary },
  faults: { automatic: given.faults, least_verdicts: given.leastVerdicts },
  watch: { for_ms: Math.round(given.watchHours * HOUR_MS) },
  export: { hourly: given.hourly, daily: given.daily },
  why: given.why,
})
