import { ArrowDownOutlined, ArrowUpOutlined, DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { Button, Card, Flex, Input, Switch, Table, type TableColumnsType, Tag, Typography } from 'antd'
import { useTranslation } from 'react-i18next'
import { useCodeName } from '../../parts/CodeName.tsx'
import type { RulesAnswer } from './answers.ts'
import { type Draft, faultOf, isBuiltIn, moved, withNewRule, withoutRule, withRule } from './rule-draft.ts'
import type { Rule } from './rule-shape.ts'
import { SignalSelect } from './SignalSelect.tsx'

interface RuleTableProps {
  readonly draft: Draft
  readonly signals: RulesAnswer['signals']
  readonly mayChange: boolean
  onChange(draft: Draft): void
}

/** The rules in their order: a conversation is flagged when one of them holds. */
export function RuleTable(props: RuleTableProps) {
  const { t } = useTranslation('rules')
  const { draft, mayChange, onChange } = props
  const columns = useColumns(props)
  return (
    <Card
      size="small"
      title={t('table.title')}
      extra={
        mayChange && (
          <Button size="small" icon={<PlusOutlined />} onClick={() => onChange(withNewRule(draft))}>
            {t('table.add')}
          </Button>
        )
      }
    >
      <Typography.Paragraph type="secondary">{t('table.how')}</Typography.Paragraph>
      <Table
        size="small"
        pagination={false}
        scroll={{ x: 860 }}
        rowKey={(_, index) => String(index)}
        columns={columns}
        dataSource={draft.rules as Rule[]}
      />
    </Card>
  )
}

function useColumns(props: RuleTableProps): TableColumnsType<Rule> {
  const { t } = useTranslation('rules')
  const nameOf = useCodeName()
  const { draft, signals, mayChange, onChange } = props
  const change = (index: number, part: Partial<Rule>): void => onChange(withRule(draft, index, part))
  return [
    {
      title: t('table.enabled'),
      width: 64,
      render: (_, { enabled, reason }, index) => (
        <Switch
          size="small"
          checked={enabled}
          disabled={!mayChange}
          aria-label={t('table.switch', { reason })}
          onChange={(on) => change(index, { enabled: on })}
        />
      ),
    },
    {
      title: t('table.reason'),
      width: 220,
      render: (_, rule, index) => <ReasonCell {...props} rule={rule} index={index} />,
    },
    {
      title: t('table.all'),
      render: (_, { all, reason }, index) =>
        mayChange ? (
          <SignalSelect
            value={all}
            signals={signals}
            label={t('table.allOf', { reason })}
            onChange={(next) => change(index, { all: next })}
          />
        ) : (
          all.map((signal) => <Tag key={signal}>{nameOf('signal', signal)}</Tag>)
        ),
    },
    {
      title: t('table.note'),
      width: 240,
      render: (_, { note, reason }, index) =>
        mayChange ? (
          <Input
            value={note ?? ''}
            maxLength={500}
            placeholder={t('table.noteHint')}
            aria-label={t('table.noteOf', { reason })}
            onChange={(event) => change(index, { note: event.target.value || null })}
          />
        ) : (
          <span className="any-text">{note}</span>
        ),
    },
    ...(mayChange
      ? [
          {
            title: t('table.order'),
            width: 112,
            render: (_: unknown, __: Rule, index: number) => <Moves {...props} index={index} />,
          },
        ]
      : []),
  ]
}

function ReasonCell({ draft, mayChange, onChange, rule, index }: RuleTableProps & { rule: Rule; index: number }) {
  const { t } = useTranslation('rules')
  const nameOf = useCodeName()
  const fault = faultOf(draft.rules, index)
  const isOwn = mayChange && !isBuiltIn(rule)
  return (
    <Flex vertical>
      {isOwn ? (
        <Input
          value={rule.reason}
          status={fault === 'name' || fault === 'twice' ? 'error' : ''}
          aria-label={t('table.nameOf', { place: index + 1 })}
          onChange={(event) => onChange(withRule(draft, index, { reason: event.target.value }))}
        />
      ) : (
        <>
          <Typography.Text strong>{nameOf('reason', rule.reason)}</Typography.Text>
          <Typography.Text type="secondary" code>
            {rule.reason}
          </Typography.Text>
        </>
      )}
      {fault !== null && <Typography.Text type="danger">{t(`fault.${fault}`)}</Typography.Text>}
    </Flex>
  )
}

function Moves({ draft, onChange, index }: RuleTableProps & { index: number }) {
  const { t } = useTranslation('rules')
  const rule = draft.rules[index]!
  const { reason } = rule
  return (
    <Flex>
      <Button
        type="text"
        size="small"
        icon={<ArrowUpOutlined />}
        disabled={index === 0}
        aria-label={t('table.up', { reason })}
        onClick={() => onChange(moved(draft, index, -1))}
      />
      <Button
        type="text"
        size="small"
        icon={<ArrowDownOutlined />}
        disabled={index === draft.rules.length - 1}
        aria-label={t('table.down', { reason })}
        onClick={() => onChange(moved(draft, index, 1))}
      />
      {!isBuiltIn(rule) && (
        <Button
          type="text"
          size="small"
          danger
          icon={<DeleteOutlined />}
          aria-label={t('table.remove', { reason })}
          onClick={() => onChange(withoutRule(draft, index))}
        />
      )}
    </Flex>
  )
}
