import { Drawer, Flex, Timeline, Typography } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useAlertName } from '../../parts/alert-names.ts'
import { conversationsLink } from '../../parts/conversations-link.ts'
import { Instant } from '../../parts/Instant.tsx'
import { Loaded } from '../../parts/Loaded.tsx'
import { may, useSession } from '../../shell/session.ts'
import { AlertOrderForm } from './AlertOrderForm.tsx'
import { SeverityTag, StateTag } from './AlertTags.tsx'
import { AlertValue, AlertValueThen } from './AlertValue.tsx'
import { type AlertItem, useAlert, useAlertRules } from './monitoring-queries.ts'
import { useRuleWords } from './rule-words.ts'

interface AlertDrawerProps {
  readonly alertId: string
  readonly now: number
  readonly onClose: () => void
}

/** One alert: what was seen, its history, and what a person can do about it. */
export function AlertDrawer({ alertId, now, onClose }: AlertDrawerProps) {
  const { t } = useTranslation('monitoring')
  const saidOf = useSaid()
  const nameOf = useAlertName()
  const mayAct = may(useSession(), 'train')
  const found = useAlert(alertId)
  const title = found.data === undefined ? alertId : nameOf(found.data.alert.rule, found.data.alert.place)
  return (
    <Drawer open size="large" title={title} onClose={onClose}>
      <Loaded query={found}>
        {({ alert, history }) => (
          <Flex vertical gap="middle">
            <Flex gap="small" wrap>
              <SeverityTag severity={alert.severity} />
              <StateTag alert={alert} now={now} />
              <AlertValue alert={alert} />
            </Flex>
            <RuleSaid rule={alert.rule} />
            <Typography.Text type="secondary" className="any-text">
              {saidOf(alert)}
            </Typography.Text>
            {alert.place.case === undefined ? (
              <Link to={behindOf(alert, now)}>{t('alerts.behind')}</Link>
            ) : (
              <Link to={`/quality/trust?case=${encodeURIComponent(alert.place.case)}`}>{t('alerts.decide')}</Link>
            )}
            {mayAct && <AlertOrderForm alert={alert} now={now} />}
            <Typography.Title level={2} style={{ fontSize: 16, margin: 0 }}>
              {t('alerts.history')}
            </Typography.Title>
            <History rule={alert.rule} history={history} />
          </Flex>
        )}
      </Loaded>
    </Drawer>
  )
}

/** When the rule behind it fires, in the reader's words; nothing for a rule that is gone. */
function RuleSaid({ rule }: { rule: string }) {
  const rules = useAlertRules()
  const words = useRuleWords()
  const found = rules.data?.rules.find((each) => each.rule === rule)
  return found === undefined ? null : <Typography.Text>{words(found)}</Typography.Text>
}

const MONTH_MS = 28 * 86_400_000

/** Conversations of the place since it began, but no more than four weeks. */
const behindOf = ({ since, place }: AlertItem, now: number): string =>
  conversationsLink(Math.max(since - 86_400_000, now - MONTH_MS), now, {
    ...(place.assistant !== undefined && { assistant: place.assistant }),
    ...(place.channel !== undefined && { channel: place.channel }),
    ...(place.bundle !== undefined && { bundle: place.bundle }),
  })

/** What the watch wrote, in the reader's language; what a person wrote, as it is. */
function useSaid(): (of: { readonly why: string; readonly why_zh: string | null }) => string {
  const { i18n } = useTranslation()
  return ({ why, why_zh }) => (i18n.language === 'zh' ? (why_zh ?? why) : why)
}

type Entries = NonNullable<ReturnType<typeof useAlert>['data']>['history']

function History({ rule, history }: { rule: string; history: Entries }) {
  const { t, i18n } = useTranslation('monitoring')
  const saidOf = useSaid()
  return (
    <Timeline
      items={history.map(({ at, action, who, value, why, why_zh }, i) => ({
        key: `${at}-${i}`,
        content: (
          <>
            <Instant at={at} />
            {` · ${i18n.exists(`alerts.actions.${action}`, { ns: 'monitoring' }) ? t(`alerts.actions.${action}` as never) : action}`}
            {who !== null && ` · ${who}`}
            {value !== null && (
              <>
                {' · '}
                <AlertValueThen rule={rule} value={value} />
              </>
            )}
            {why !== null && (
              <Typography.Text type="secondary" className="any-text" style={{ display: 'block' }}>
                {saidOf({ why, why_zh })}
              </Typography.Text>
            )}
          </>
        ),
      }))}
    />
  )
}
