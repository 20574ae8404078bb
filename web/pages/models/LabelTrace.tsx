import { Descriptions, Drawer } from 'antd'
import { useTranslation } from 'react-i18next'
import { IdText } from '../../parts/IdText.tsx'
import { Instant } from '../../parts/Instant.tsx'
import { Loaded } from '../../parts/Loaded.tsx'
import { conversationPath } from './paths.ts'
import { useLabel } from './queries.ts'

/** An answer of the ledger: who gave it, on which sample, in which conversation. */
export function LabelTrace({ label, onClose }: { label: string | null; onClose(): void }) {
  const { t } = useTranslation('models')
  const found = useLabel(label)
  return (
    <Drawer open={label !== null} title={t('label.title')} onClose={onClose} size={420}>
      {label !== null && (
        <Loaded query={found}>
          {(answer) => (
            <Descriptions
              column={1}
              size="small"
              items={[
                { key: 'id', label: t('label.answer'), children: <IdText id={answer.label_id} /> },
                { key: 'source', label: t('label.source'), children: t(`label.from.${answer.source}`) },
                { key: 'who', label: t('column.who'), children: answer.who },
                { key: 'at', label: t('lineage.when'), children: <Instant at={answer.recorded_at} /> },
                {
                  key: 'sample',
                  label: t('label.sample'),
                  children: answer.sample_id === null ? '–' : <IdText id={answer.sample_id} />,
                },
                {
                  key: 'conversation',
                  label: t('flips.conversation'),
                  children: <IdText id={answer.conversation_id} to={conversationPath(answer.conversation_id)} />,
                },
              ]}
            />
          )}
        </Loaded>
      )}
    </Drawer>
  )
}
