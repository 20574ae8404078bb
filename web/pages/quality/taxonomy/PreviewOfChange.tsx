import { Alert, Flex, Table, type TableColumnsType, Typography } from 'antd'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../../../parts/format.ts'
import { noRows } from '../NoRows.tsx'
import type { Kind } from './change-draft.ts'
import type { ChangePreview } from './taxonomy-query.ts'

type Use = ChangePreview['use'][number]

/** What hangs on the labels that a change is about, and what becomes of it. */
export function PreviewOfChange({ preview, kind }: { readonly preview: ChangePreview; readonly kind: Kind }) {
  const { t } = useTranslation('quality')
  const format = useFormat()
  const number = (name: 'turns' | 'examples' | 'gold_items' | 'machine_labels') => ({
    title: t(`taxonomy.use.${name}`),
    align: 'right' as const,
    render: (_: unknown, use: Use) => format.number(use[name]),
  })
  const columns: TableColumnsType<Use> = [
    { title: t('gold.label'), render: (_, { label }) => <code>{label}</code> },
    number('turns'),
    number('examples'),
    number('gold_items'),
    number('machine_labels'),
  ]
  const live = preview.bundles.filter((bundle) => bundle.live && !bundle.translated)
  return (
    <Flex vertical gap="small" role="status">
      <Table
        size="small"
        rowKey="label"
        columns={columns}
        dataSource={preview.use}
        pagination={false}
        locale={noRows(t('taxonomy.unused'))}
      />
      {kind === 'split' && (
        <Typography.Text>
          {t('taxonomy.splitTexts', {
            byRule: format.number(preview.resolved_by_rule),
            toPeople: format.number(preview.back_to_people),
          })}
        </Typography.Text>
      )}
      <Typography.Text>
        {t('taxonomy.touches', {
          rules: format.number(preview.rules.length),
          bundles: format.number(preview.bundles.length),
          version: preview.version,
        })}
      </Typography.Text>
      {live.length > 0 && (
        <Alert
          type="warning"
          showIcon
          title={t('taxonomy.liveSays', { bundles: format.list(live.map(({ bundle }) => bundle)) })}
        />
      )}
    </Flex>
  )
}
