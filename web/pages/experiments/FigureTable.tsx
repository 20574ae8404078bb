import { Flex, Table, type TableColumnsType, Tag, Typography } from 'antd'
import { useTranslation } from 'react-i18next'
import { Estimate } from '../../parts/Estimate.tsx'
import { differenceOf, levelOf } from '../../parts/figure-units.ts'
import { useFormat } from '../../parts/format.ts'
import type { Figure } from './answers.ts'
import { marginAt, useFigureName } from './figures.ts'

const COLOURS = { advance: 'success', stop: 'error', inconclusive: 'default' } as const

/** Figure by figure: both arms, the difference, and what is missing until it can be decided. */
export function FigureTable({ figures, currency }: { figures: readonly Figure[]; currency: string | null }) {
  const { t } = useTranslation('experiments')
  const columns = useColumns(currency)
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

function useColumns(currency: string | null): TableColumnsType<Figure> {
  const { t } = useTranslation('experiments')
  const format = useFormat()
  const nameOf = useFigureName()
  const arm = ({ rate, users, units, immature }: Figure['live'], { unit }: Figure) => (
    <Flex vertical>
      <span>{rate === null ? t('notYet') : levelOf(rate, unit, currency, format)}</span>
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
      render: (_, { figure, holds, cap }) => (
        <Flex vertical>
          <span>{nameOf(figure)}</span>
          <Typography.Text type="secondary" style={{ fontSize: 12 }}>
            {t(holds ? 'figures.holds' : 'figures.takesBackOnly')}
          </Typography.Text>
          {cap !== null && (
            <Typography.Text type="secondary" style={{ fontSize: 12 }}>
              {t('figures.capped', { cap: levelOf(cap, 'money', currency, format) })}
            </Typography.Text>
          )}
        </Flex>
      ),
    },
    { title: t('arm.live'), dataIndex: 'live', render: arm },
    { title: t('arm.canary'), dataIndex: 'canary', render: arm },
    {
      title: t('figures.difference'),
      key: 'difference',
      render: (_, { difference, variance_reduction, unit }) => (
        <Flex vertical>
          <Difference difference={difference} unit={unit} currency={currency} />
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
        return at === null ? t('notYet') : differenceOf(at, figure.unit, currency, format)
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

/** A share's difference in points; money and stars in their own unit. */
function Difference({ difference, unit, currency }: Pick<Figure, 'difference' | 'unit'> & { currency: string | null }) {
  const { t } = useTranslation('experiments')
  const format = useFormat()
  if (unit === 'share' || difference === null) {
    return <Estimate kind="points" estimate={difference?.estimate} low={difference?.low} high={difference?.high} />
  }
  const told = (value: number): string => differenceOf(value, unit, currency, format)
  return (
    <span>
      {told(difference.estimate)}{' '}
      <Typography.Text type="secondary" style={{ fontSize: 12 }}>
        {t('forest.range', { low: told(difference.low), high: told(difference.high) })}
      </Typography.Text>
    </span>
  )
}
