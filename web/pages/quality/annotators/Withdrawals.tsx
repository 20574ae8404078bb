import { Card, Flex, Input, Modal, Table, type TableColumnsType, Tag } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Failure } from '../../../parts/Failure.tsx'
import { useFormat } from '../../../parts/format.ts'
import { Instant } from '../../../parts/Instant.tsx'
import { Loaded } from '../../../parts/Loaded.tsx'
import { Act } from '../Act.tsx'
import { Field } from '../Field.tsx'
import { noRows } from '../NoRows.tsx'
import { useTakeBack, useWithdrawals, type Withdrawal } from './withdrawal-query.ts'

/** Every line by which answers stopped to count or count again. */
export function Withdrawals() {
  const { t } = useTranslation('quality')
  const query = useWithdrawals()
  const [back, setBack] = useState<Withdrawal | null>(null)
  return (
    <Card size="small" title={t('withdraw.list')}>
      <Loaded query={query}>{({ withdrawals }) => <Lines lines={withdrawals} onTakeBack={setBack} />}</Loaded>
      {back !== null && <TakeBackDialog line={back} onClose={() => setBack(null)} />}
    </Card>
  )
}

interface LinesProps {
  readonly lines: readonly Withdrawal[]
  readonly onTakeBack: (line: Withdrawal) => void
}

function Lines({ lines, onTakeBack }: LinesProps) {
  const { t } = useTranslation('quality')
  const format = useFormat()
  const columns: TableColumnsType<Withdrawal> = [
    { title: t('withdraw.at'), width: 180, render: (_, { at }) => <Instant at={at} /> },
    { title: t('withdraw.kind'), width: 150, render: (_, { kind }) => <Tag>{t(`withdraw.kinds.${kind}`)}</Tag> },
    { title: t('withdraw.whose'), width: 150, render: (_, { asked }) => asked.annotator ?? '–' },
    { title: t('withdraw.labels'), width: 100, align: 'right', render: (_, { labels }) => format.number(labels) },
    { title: t('withdraw.who'), width: 140, dataIndex: 'who' },
    { title: t('withdraw.why'), render: (_, { why }) => <span className="any-text">{why}</span> },
    {
      title: t('annotators.acts'),
      width: 130,
      render: (_, line) =>
        line.kind === 'batch' && line.taken_back_by === null ? (
          <Act scope="train" size="small" onClick={() => onTakeBack(line)}>
            {t('withdraw.takeBack')}
          </Act>
        ) : (
          line.taken_back_by !== null && <Tag>{t('withdraw.takenBack')}</Tag>
        ),
    },
  ]
  return (
    <Table
      size="small"
      rowKey="withdrawal_id"
      columns={columns}
      dataSource={[...lines]}
      locale={noRows(t('withdraw.none'))}
      pagination={lines.length > 20 ? { defaultPageSize: 20 } : false}
      scroll={{ x: 900 }}
    />
  )
}

function TakeBackDialog({ line, onClose }: { readonly line: Withdrawal; readonly onClose: () => void }) {
  const { t } = useTranslation('quality')
  const format = useFormat()
  const [why, setWhy] = useState('')
  const takeBack = useTakeBack(onClose)
  return (
    <Modal
      open
      title={t('withdraw.takeBackTitle', { labels: format.number(line.labels) })}
      okText={t('withdraw.takeBack')}
      cancelText={t('cancel')}
      okButtonProps={{ disabled: why.trim() === '', loading: takeBack.isPending }}
      onOk={() => takeBack.mutate({ id: line.withdrawal_id, why: why.trim() })}
      onCancel={onClose}
    >
      <Flex vertical gap="small">
        <Field label={t('withdraw.why')}>
          {(id) => <Input id={id} value={why} onChange={(event) => setWhy(event.target.value)} />}
        </Field>
        {takeBack.isError && <Failure error={takeBack.error} />}
      </Flex>
    </Modal>
  )
}
