import { Alert, Card, Col, Flex, Row, Statistic, Table, Typography } from 'antd'
import { useTranslation } from 'react-i18next'
import { useCodeName } from '../../parts/CodeName.tsx'
import { Estimate } from '../../parts/Estimate.tsx'
import { useFormat } from '../../parts/format.ts'
import { Loaded } from '../../parts/Loaded.tsx'
import { Nothing } from '../../parts/Nothing.tsx'
import { AttributionConfusion } from './AttributionConfusion.tsx'
import { AttributionTable } from './AttributionTable.tsx'
import { type Attribution, useAttribution } from './attribution.ts'

/** In which part replies failed: how well it is named, beside the suspect table, whose weights verdicts estimate again. */
export function AttributionCard() {
  const { t } = useTranslation('faults')
  const query = useAttribution()
  return (
    <Card size="small" title={t('attribution.title')}>
      <Typography.Paragraph type="secondary">{t('attribution.about')}</Typography.Paragraph>
      <Loaded query={query} rows={4}>
        {({ attribution, problem }) =>
          problem !== null ? (
            <Alert type="warning" showIcon title={t('attribution.unreadable')} description={problem} />
          ) : attribution === null ? (
            <Nothing title={t('attribution.nothing')} hint={t('attribution.nothingHint')} />
          ) : (
            <Shown attribution={attribution} />
          )
        }
      </Loaded>
    </Card>
  )
}

function Shown({ attribution }: { readonly attribution: Attribution }) {
  const { t } = useTranslation('faults')
  return (
    <Flex vertical gap="middle">
      {!attribution.learned && <Alert type="info" showIcon title={t('attribution.fromTable')} />}
      <Figures attribution={attribution} />
      <Typography.Text type="secondary">
        {t(attribution.in_charge ? 'attribution.inCharge' : 'attribution.notInCharge')}
      </Typography.Text>
      <Row gutter={[16, 16]}>
        <Col xs={24} xl={12}>
          <ByPart attribution={attribution} />
        </Col>
        <Col xs={24} xl={12}>
          <AttributionConfusion attribution={attribution} />
        </Col>
      </Row>
      <AttributionTable rows={attribution.table} />
    </Flex>
  )
}

function Figures({ attribution }: { readonly attribution: Attribution }) {
  const { t } = useTranslation('faults')
  const format = useFormat()
  const { attribution: learned, suspect_table: table, calibration_error: error } = attribution
  return (
    <Flex vertical gap="small">
      <Flex gap="large" wrap>
        {[
          { key: 'model', title: t('attribution.model'), macro: learned },
          { key: 'table', title: t('attribution.tableName'), macro: table },
        ].map(({ key, title, macro }) => (
          <Flex key={key} vertical gap={2}>
            <Typography.Text type="secondary">{`${t('attribution.macro')} · ${title}`}</Typography.Text>
            <Estimate estimate={macro.macro_f1} low={macro.low} high={macro.high} large />
          </Flex>
        ))}
        <Statistic
          title={t('attribution.calibration')}
          value={error === null ? t('attribution.notYet') : format.percent(error, 1)}
        />
      </Flex>
      <Typography.Text type="secondary">
        {t('attribution.known', {
          turns: format.number(attribution.known_turns),
          verdicts: format.number(attribution.verdicts),
        })}
      </Typography.Text>
    </Flex>
  )
}

function ByPart({
  attribution: { attribution: learned, suspect_table: table },
}: {
  readonly attribution: Attribution
}) {
  const { t } = useTranslation('faults')
  const format = useFormat()
  const codeName = useCodeName()
  const share = (value: number | null) => (value === null ? t('attribution.notYet') : format.percent(value, 0))
  const rows = learned.parts.map((score, i) => ({ ...score, byTable: table.parts[i]?.f1 ?? null }))
  return (
    <Table
      size="small"
      rowKey="part"
      pagination={false}
      dataSource={rows}
      scroll={{ x: 'max-content' }}
      columns={[
        { title: t('attribution.part'), dataIndex: 'part', render: (part: string) => codeName('part', part) },
        {
          title: t('attribution.count'),
          dataIndex: 'turns',
          align: 'right',
          render: (value: number) => format.number(value),
        },
        { title: t('attribution.precision'), dataIndex: 'precision', align: 'right', render: share },
        { title: t('attribution.recall'), dataIndex: 'recall', align: 'right', render: share },
        { title: t('attribution.f1'), dataIndex: 'f1', align: 'right', render: share },
        { title: t('attribution.f1Table'), dataIndex: 'byTable', align: 'right', render: share },
      ]}
    />
  )
}
