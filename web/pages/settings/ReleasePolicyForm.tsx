import { Button, Checkbox, Flex, Form, InputNumber, Select, Switch, Typography } from 'antd'
import { useTranslation } from 'react-i18next'
import { api, bodyOf } from '../../api/client.ts'
import { useSession } from '../../shell/session.ts'
import { GuardrailsField } from './GuardrailsField.tsx'
import { type GuardrailGiven, guardrailsGiven, guardrailsOf } from './guardrails-given.ts'
import { PolicyForm } from './PolicyForm.tsx'
import { Saved } from './Saved.tsx'
import { type ReleasePolicy, useChange } from './settings-api.ts'

interface StageGiven {
  readonly percent: number
  readonly least_hours: number
  readonly least_users: number
}
interface Given {
  readonly automatic: boolean
  readonly stages: readonly StageGiven[]
  readonly guardrails: readonly GuardrailGiven[]
  /** Percent. */
  readonly mostInBoth: number
  readonly before: readonly ('canary' | 'live')[]
  readonly approvers: readonly string[]
}

/** By which steps a candidate comes to everybody, what stops it, and who approves. */
export function ReleasePolicyForm({ policy }: { policy: ReleasePolicy }) {
  const { t } = useTranslation('settings')
  const { name } = useSession()
  const saving = useChange(
    (given: Given & { why: string }) =>
      bodyOf(api.PUT('/v1/releases/policy', { body: { ...changeOf(given, policy), who: name } })),
    ['release-policy'],
  )
  const { version, who, since, why } = policy
  return (
    <PolicyForm
      name="release"
      title={t('release.title')}
      about={t('release.about')}
      saved={<Saved version={version} who={who} at={since} why={why} />}
      initial={givenOf(policy)}
      save={saving}
    >
      <Form.Item name="automatic" valuePropName="checked" label={t('release.automatic')}>
        <Switch />
      </Form.Item>
      <Stages />
      <GuardrailsField />
      <Form.Item name="mostInBoth" label={t('release.mostInBoth')} extra={t('release.mostInBothHint')}>
        <InputNumber style={STAGE} min={0.01} max={100} suffix="%" />
      </Form.Item>
      <Flex wrap gap="large">
        <Form.Item name="before" label={t('release.before')} extra={t('release.beforeHint')}>
          <Checkbox.Group
            options={(['canary', 'live'] as const).map((value) => ({ value, label: t(`release.steps.${value}`) }))}
          />
        </Form.Item>
        <Form.Item name="approvers" label={t('release.approvers')} extra={t('release.approversHint')}>
          <Select mode="tags" open={false} suffixIcon={null} style={{ minWidth: 280 }} />
        </Form.Item>
      </Flex>
    </PolicyForm>
  )
}

/** Room for a number and its unit. */
const STAGE = { width: 150 }

function Stages() {
  const { t } = useTranslation('settings')
  const required = { required: true, message: t('missing') }
  return (
    <Form.List name="stages">
      {(fields, { add, remove }) => (
        <Form.Item label={t('release.stages')}>
          <Flex vertical gap="small">
            {fields.map(({ key, name }, index) => (
              <Flex key={key} wrap gap="small" align="center">
                <Form.Item noStyle name={[name, 'percent']} rules={[required]}>
                  <InputNumber
                    style={STAGE}
                    min={0.1}
                    max={99.9}
                    suffix="%"
                    aria-label={t('release.share', { stage: index + 1 })}
                  />
                </Form.Item>
                <Form.Item noStyle name={[name, 'least_hours']} rules={[required]}>
                  <InputNumber
                    style={STAGE}
                    min={0}
                    suffix={t('unit.hours')}
                    aria-label={t('release.hours', { stage: index + 1 })}
                  />
                </Form.Item>
                <Form.Item noStyle name={[name, 'least_users']} rules={[required]}>
                  <InputNumber
                    style={STAGE}
                    min={2}
                    precision={0}
                    suffix={t('unit.users')}
                    aria-label={t('release.users', { stage: index + 1 })}
                  />
                </Form.Item>
                <Button size="small" onClick={() => remove(name)}>
                  {t('release.removeStage')}
                </Button>
              </Flex>
            ))}
            <Button
              size="small"
              style={{ alignSelf: 'flex-start' }}
              onClick={() => add({ percent: 50, least_hours: 24, least_users: 100 })}
            >
              {t('release.addStage')}
            </Button>
            <Typography.Text type="secondary">{t('release.stagesHint')}</Typography.Text>
          </Flex>
        </Form.Item>
      )}
    </Form.List>
  )
}

const givenOf = ({ ramp, approval }: ReleasePolicy): Given => ({
  automatic: ramp.automatic,
  stages: ramp.stages.map(({ share, least_hours, least_users }) => ({
    percent: Math.round(share * 1e6) / 1e4,
    least_hours,
    least_users,
  })),
  guardrails: guardrailsGiven(ramp),
  mostInBoth: Math.round(ramp.most_in_both * 1e6) / 1e4,
  before: approval.before,
  approvers: approval.approvers,
})

/** Margins of a stage stay with the share that they were set for. */
const changeOf = (given: Given & { why: string }, { ramp }: ReleasePolicy) => ({
  ramp: {
    automatic: given.automatic,
    stages: given.stages.map(({ percent, least_hours, least_users }) => {
      const share = Math.round(percent * 1e4) / 1e6
      const known = ramp.stages.find((stage) => stage.share === share)
      return { share, least_hours, least_users, ...(known && { margins: known.margins }) }
    }),
    guardrails: guardrailsOf(given.guardrails, ramp),
    most_in_both: Math.round(given.mostInBoth * 1e4) / 1e6,
  },
  approval: { before: [...given.before], approvers: [...given.approvers] },
  why: given.why,
})
