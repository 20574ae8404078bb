import { Card, Switch, Table, Typography } from 'antd'
import { useTranslation } from 'react-i18next'
import { Failure } from '../../parts/Failure.tsx'
import { useFormat } from '../../parts/format.ts'
import { Loaded } from '../../parts/Loaded.tsx'
import { may, useSession } from '../../shell/session.ts'
import { SeverityTag } from './AlertTags.tsx'
import { useAlertName } from './alert-names.ts'
import { useFigureName } from './FeaturesTab.tsx'
import { type AlertRule, type AlertRules, useAlertRules, useSwitchRule } from './monitoring-queries.ts'

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
            render: (_, { note }) => (
              <Typography.Text type="secondary" className="any-text">
                {note}
              </Typography.Text>
            ),
          },
          {
            title: t('alerts.on'),
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

/** When a rule fires, in words. */
function useRuleWords(): (rule: AlertRule) => string {
  const { t } = useTranslation('monitoring')
  const format = useFormat()
  const figureOf = useFigureName()
  return ({ subject, breach, for_ms, least_units }) => {
    const lasting = for_ms > 0 ? t('alerts.words.for', { span: format.span(for_ms) }) : ''
    if (subject.kind === 'drift')
      return t('alerts.words.drift', { series: subject.series || t('alerts.words.any') }) + lasting
    if (subject.kind === 'disagreement') return t('alerts.words.disagreement', { days: subject.days }) + lasting
    const units = least_units > 0 ? t('alerts.words.units', { units: format.number(least_units) }) : ''
    const bound = breach === null ? '' : t(`alerts.words.${breach.bound}`)
    const side = breach === null ? '' : t(`alerts.words.${breach.is}`, { value: format.percent(breach.value) })
    return (
      t('alerts.words.figure', { figure: figureOf(subject.figure), bound, side, days: subject.days }) + units + lasting
    )
  }
}
