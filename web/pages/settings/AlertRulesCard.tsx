import { Button, Card, Flex, InputNumber, Switch, Table, type TableColumnsType, Tag, Typography } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, bodyOf } from '../../api/client.ts'
import { useAlertAdvice, useAlertName } from '../../parts/alert-names.ts'
import { Failure } from '../../parts/Failure.tsx'
import { useFormat } from '../../parts/format.ts'
import { may, useSession } from '../../shell/session.ts'
import { Saved } from './Saved.tsx'
import { type AlertRules, useChange } from './settings-api.ts'

type Rule = AlertRules['rules'][number]

/** When somebody is told: each rule with its limit, on or off. */
export function AlertRulesCard({ rules: kept }: { rules: AlertRules }) {
  const { t } = useTranslation('settings')
  const session = useSession()
  const [changed, setChanged] = useState<ReadonlyMap<string, Rule>>(new Map())
  const rules = kept.rules.map((rule) => changed.get(rule.rule) ?? rule)
  const saving = useChange(
    () => bodyOf(api.PUT('/v1/alerts/rules', { body: { rules, who: session.name, expected_version: kept.version } })),
    ['alert-rules'],
  )
  const columns = useColumns(may(session, 'admin'), kept.version === 0, (rule) =>
    setChanged(new Map([...changed, [rule.rule, rule]])),
  )
  return (
    <Card
      size="small"
      title={t('alerts.title')}
      extra={<Saved version={kept.version} who={kept.changed_by} at={kept.changed_at} why={null} />}
    >
      <Flex vertical gap="middle">
        <span>{t('alerts.about')}</span>
        {saving.isError && <Failure error={saving.error} />}
        <Table<Rule>
          size="small"
          rowKey="rule"
          pagination={false}
          scroll={{ x: 'max-content' }}
          columns={columns}
          dataSource={rules}
        />
        {may(session, 'admin') && (
          <Button
            type="primary"
            style={{ alignSelf: 'flex-start' }}
            disabled={changed.size === 0}
            loading={saving.isPending}
            onClick={() => saving.mutate(undefined, { onSuccess: () => setChanged(new Map()) })}
          >
            {t('save')}
          </Button>
        )}
      </Flex>
    </Card>
  )
}

const COLOURS = { info: 'default', warning: 'warning', critical: 'error' } as const

function useColumns(mayChange: boolean, isShipped: boolean, change: (rule: Rule) => void): TableColumnsType<Rule> {
  const { t } = useTranslation('settings')
  const format = useFormat()
  const nameOf = useAlertName()
  const advice = useAlertAdvice()
  return [
    {
      key: 'on',
      title: t('alerts.on'),
      render: (_value, rule) => (
        <Switch
          size="small"
          aria-label={t('alerts.onOf', { rule: nameOf(rule.rule) })}
          disabled={!mayChange}
          checked={rule.enabled}
          onChange={(enabled) => change({ ...rule, enabled })}
        />
      ),
    },
    {
      key: 'rule',
      title: t('alerts.rule'),
      render: (_value, { rule, note }) => (
        <Flex vertical style={{ maxWidth: 440 }}>
          <span>{nameOf(rule)}</span>
          <code>{rule}</code>
          {note !== '' && <Typography.Text type="secondary">{advice(rule, note, isShipped)}</Typography.Text>}
        </Flex>
      ),
    },
    {
      key: 'severity',
      title: t('alerts.severity'),
      render: (_value, { severity }) => (
        <Tag color={(COLOURS as Record<string, string>)[severity] ?? 'default'}>
          {t(`alerts.severities.${severity}`)}
        </Tag>
      ),
    },
    {
      key: 'limit',
      title: t('alerts.limit'),
      render: (_value, rule) =>
        rule.breach === null ? (
          <Typography.Text type="secondary">{t('alerts.byTest')}</Typography.Text>
        ) : (
          <Flex gap="small" align="center">
            <span>{t(`alerts.bounds.${rule.breach.bound}`)}</span>
            <span>{t(`alerts.is.${rule.breach.is}`)}</span>
            <InputNumber
              size="small"
              step={0.01}
              aria-label={t('alerts.limitOf', { rule: nameOf(rule.rule) })}
              disabled={!mayChange}
              value={rule.breach.value}
              onChange={(value) => value !== null && change({ ...rule, breach: { ...rule.breach!, value } })}
            />
          </Flex>
        ),
    },
    {
      key: 'least',
      title: t('alerts.leastUnits'),
      render: (_value, { least_units }) => format.number(least_units),
    },
    {
      key: 'for',
      title: t('alerts.for'),
      render: (_value, { for_ms }) => (for_ms === 0 ? t('alerts.atOnce') : format.span(for_ms)),
    },
  ]
}
