import { Flex, Form, InputNumber } from 'antd'
import { useTranslation } from 'react-i18next'
import { api, bodyOf } from '../../api/client.ts'
import { useSession } from '../../shell/session.ts'
import { PolicyForm } from './PolicyForm.tsx'
import { Saved } from './Saved.tsx'
import { type Retention, useChange } from './settings-api.ts'

const DAYS = ['event_days', 'decision_days', 'remark_days', 'backup_days', 'server_log_days'] as const
type Given = Readonly<Record<(typeof DAYS)[number], number | null>>

/** How many days each kind of data is kept; empty = until somebody removes it. */
export function RetentionForm({ kept }: { kept: Retention }) {
  const { t } = useTranslation('settings')
  const { name } = useSession()
  const saving = useChange(
    ({ why, ...days }: Given & { why: string }) =>
      bodyOf(
        api.PUT('/v1/retention', {
          body: { ...Object.fromEntries(DAYS.map((day) => [day, days[day] ?? null])), who: name, why },
        }),
      ),
    ['retention'],
  )
  const { version, who, at, why, policy } = kept
  return (
    <PolicyForm<Given>
      name="retention"
      title={t('retention.title')}
      about={t('retention.about')}
      saved={<Saved version={version} who={who} at={at} why={why} />}
      initial={policy}
      save={saving}
    >
      <Flex wrap gap="large">
        {DAYS.map((day) => (
          <Form.Item key={day} name={day} label={t(`retention.${day}`)}>
            <InputNumber
              min={1}
              precision={0}
              suffix={t('unit.days')}
              placeholder={t('retention.forever')}
              style={{ width: 180 }}
            />
          </Form.Item>
        ))}
      </Flex>
    </PolicyForm>
  )
}
