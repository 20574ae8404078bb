import { Flex, Modal, Typography } from 'antd'
import { useTranslation } from 'react-i18next'
import { KeyCap, MOD } from './KeyCap.tsx'
import { KEYS, type KeyRow } from './keys.ts'

const NAMES: Readonly<Record<string, string>> = {
  ArrowDown: '↓',
  ArrowUp: '↑',
  ArrowRight: '→',
  ArrowLeft: '←',
  Escape: 'Esc',
}

/** A row's keys as they stand on a keyboard: capitals and full-width twins are the same key. */
function shownKeys({ id, keys, mod }: KeyRow): string[] {
  if (id === 'choose') return ['1–9']
  const name = NAMES[keys[0]!] ?? keys[0]!
  if (mod === 'must') return [`${MOD} ${name}`]
  return mod === 'may' ? [name, `${MOD} ${name}`] : [name]
}

/** All keys, out of the table that the keyboard itself goes by. */
export function KeyHelp({ open, onClose }: { readonly open: boolean; readonly onClose: () => void }) {
  const { t } = useTranslation('annotate')
  return (
    <Modal open={open} title={t('help.title')} onCancel={onClose} footer={null} width={520} destroyOnHidden>
      <Flex vertical gap={6} data-key-help>
        {KEYS.map((row) => (
          <Flex key={row.id} gap="middle" align="baseline">
            <Flex gap={4} style={{ flex: '0 0 110px' }} justify="flex-end">
              {shownKeys(row).map((key) => (
                <KeyCap key={key}>{key}</KeyCap>
              ))}
            </Flex>
            <span>{t(`keys.${row.id}` as 'keys.choose')}</span>
          </Flex>
        ))}
        <Typography.Text type="secondary">{t('help.rest')}</Typography.Text>
      </Flex>
    </Modal>
  )
}
