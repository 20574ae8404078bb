import { Collapse, Flex, Table, type TableColumnsType } from 'antd'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../../../parts/format.ts'
import { IdText } from '../../../parts/IdText.tsx'
import { Instant } from '../../../parts/Instant.tsx'
import { may, useSession } from '../../../shell/session.ts'
import { useOpenReturns } from './conflict-query.ts'

type Return = NonNullable<ReturnType<typeof useOpenReturns>['data']>['returns'][number]

/** What was given back and waits for its annotator; nothing is shown while there is none. */
export function OpenReturns() {
  return may(useSession(), 'read') ? <Returns /> : null
}

function Returns() {
  const { t } = useTranslation('quality')
  const format = useFormat()
  const { data } = useOpenReturns()
  const columns: TableColumnsType<Return> = [
    { title: t('giveBack.annotator'), dataIndex: 'annotator', width: 160 },
    {
      title: t('confusion.conversation'),
      width: 190,
      render: (_, { conversation_id: id }) => <IdText id={id} to={`/conversations/${encodeURIComponent(id)}`} />,
    },
    { title: t('giveBack.remark'), render: (_, { remark }) => <span className="any-text">{remark}</span> },
    { title: t('giveBack.by'), dataIndex: 'who', width: 140 },
    { title: t('giveBack.at'), width: 180, render: (_, { at }) => <Instant at={at} /> },
  ]
  if (data === undefined || data.returns.length === 0) return null
  const label = t('giveBack.open', { count: data.returns.length, shown: format.number(data.returns.length) })
  const table = (
    <Flex vertical>
      <Table
        size="small"
        rowKey="withdrawal_id"
        columns={columns}
        dataSource={data.returns}
        pagination={false}
        scroll={{ x: 720 }}
      />
    </Flex>
  )
  return <Collapse size="small" items={[{ key: 'returns', label, children: table }]} />
}
