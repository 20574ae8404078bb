import { Flex, Table, type TableColumnsType, Tag, Typography } from 'antd'
import { useTranslation } from 'react-i18next'
import { Estimate } from '../../parts/Estimate.tsx'
import { useFormat } from '../../parts/format.ts'
import type { Figure } from './answers.ts'
import { marginAt, useFigureName } from './figures.ts'

const COLOURS = { advance: 'success', stop: 'error', inconclusive: 'default' } as const

/** Figure by figure: both arms, the difference, and what is missing until it can be decided. */
export function FigureTable({ figures }: { figures: readonly Figure[] }) {
  const { t } = useTranslation('experiments')
  const columns = useColumns()
  return (
    <Table<Figure>
      size="small"
      rowKey="figure"
      columns={columns}
      dataSource={[...figures]}
      pagination={false}
      locale={{ emptyText: t('figures.none') }}
    />
  )
}

function useColumns(): TableColumnsType<Figure> {
  const { t } = useTranslation('experiments')
  const format = useFormat()
  const nameOf = useFigureName()
  const arm = ({ rate, users, units, immature }: Figure['live']) => (
    <Flex vertical>
      <span>{rate === null ? t('notYet') : format.percent(rate)}</span>
      <Typography.Text type="secondary" style={{ fontSize: 12 }}>
        {t('figures.mature', { users: format.number(users), units: format.number(units) })}
      </Typography.Text>
      <Typography.Text type="secondary" style={{ fontSize: 12 }}>
        {t('figures.waiting', { open: format.number(immature) })}
      </Typography.Text>
    </Flex>
  )
  return [
    {
      title: t('figures.figure'),
      key: 'figure',
      render: (_, { figure, holds }) => (
        <Flex vertical>
          <span>{nameOf(figure)}</span>
          <Typography.Text type="secondary" style={{ fontSize: 12 }}>
            {t(holds ? 'figures.holds' : 'figures.takesBackOnly')}
          </Typography.Text>
        </Flex>
      ),
    },
    { title: t('arm.live'), dataIndex: 'live', render: arm },
    { title: t('arm.canary'), dataIndex: 'canary', render: arm },
    {
      title: t('figures.difference'),
      key: 'difference',
      render: (_, { difference, variance_reduction }) => (
        <Flex vertical>
          <Estimate kind="points" estimate={difference?.estimate} low={difference?.low} high={difference?.high} />
          {variance_reduction !== null && (
            <Typography.Text type="secondary" style={{ fontSize: 12 }}>
              {t('figures.narrowed', { share: format.percent(variance_reduction, 0) })}
            </Typography.Text>
          )}
        </Flex>
      ),
    },
    {
      title: t('figures.margin'),
      key: 'margin',
      render: (_, figure) => {
        const at = marginAt(figure)
        return at === null ? t('notYet') : format.points(at)
      },
    },
    {
      title: t('figures.verdict'),
      key: 'verdict',
      render: (_, { verdict, users_needed, canary }) => (
        <Flex vertical align="flex-start" gap={2}>
          <Tag color={COLOURS[verdict]}>{t(`verdict.${verdict}`)}</Tag>
          {verdict === 'inconclusive' && (
            <Typography.Text type="secondary" style={{ fontSize: 12 }}>
              {users_needed === null
                ? t('figures.missingUnknown')
                : t('figures.missing', {
                    users: format.number(Math.max(1, users_needed)),
                    open: format.number(canary.immature),
                  })}
            </Typography.Text>
          )}
        </Flex>
      ),
    },
  ]
}
