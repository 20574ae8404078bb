import { Card, Switch, Table, Typography } from 'antd'
import { useTranslation } from 'react-i18next'
import { useAlertAdvice, useAlertName } from '../../parts/alert-names.ts'
import { Failure } from '../../parts/Failure.tsx'
import { Loaded } from '../../parts/Loaded.tsx'
import { may, useSession } from '../../shell/session.ts'
import { SeverityTag } from './AlertTags.tsx'
import { type AlertRule, type AlertRules, useAlertRules, useSwitchRule } from './monitoring-queries.ts'
import { useRuleWords } from './rule-words.ts'

/** The rules that hold, in words, and a switch for each. */
export function AlertRulesCard() {
  const { t } = useTranslation('monitoring')
  const rules = useAlertRules()
  return (
    <Loaded query={rules}>
      {(known) => (
        <Card
          size="small"
          title={t('alerts.rules')}
          extra={
            known.version === 0
              ? t('alerts.asShipped')
              : t('alerts.version', { version: known.version, who: known.changed_by ?? '' })
          }
        >
          <RuleTable rules={known} />
        </Card>
      )}
    </Loaded>
  )
}

function RuleTable({ rules }: { rules: AlertRules }) {
  const { t } = useTranslation('monitoring')
  const nameOf = useAlertName()
  const advice = useAlertAdvice()
  const words = useRuleWords()
  const session = useSession()
  const switching = useSwitchRule()
  return (
    <>
      {switching.isError && <Failure error={switching.error} />}
      <Table<AlertRule>
        size="small"
        rowKey="rule"
        dataSource={rules.rules}
        scroll={{ x: 820 }}
        pagination={{ pageSize: 20, hideOnSinglePage: true, showSizeChanger: false }}
        columns={[
          { title: t('alerts.rule'), render: (_, { rule }) => nameOf(rule) },
          { title: t('alerts.severity'), render: (_, { severity }) => <SeverityTag severity={severity} /> },
          { title: t('alerts.when'), render: (_, rule) => words(rule) },
          {
            title: t('alerts.note'),
            render: (_, { rule, note }) => (
              <Typography.Text type="secondary" className="any-text">
                {advice(rule, note, rules.version === 0)}
              </Typography.Text>
            ),
          },
          {
            title: t('alerts.on'),
            width: 72,
            render: (_, { rule, enabled }) => (
              <Switch
                size="small"
                checked={enabled}
                disabled={!may(session, 'admin') || switching.isPending}
                aria-label={t('alerts.switch', { rule: nameOf(rule) })}
                onChange={() => switching.mutate({ rules, rule, who: session.name })}
              />
            ),
          },
        ]}
      />
    </>
  )
}
