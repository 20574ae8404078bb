import { Button, Flex, Tooltip } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Desk } from './desk.ts'
import type { DeskState } from './desk-state.ts'
import { KeyCap, MOD } from './KeyCap.tsx'
import { useNarrow } from './use-narrow.ts'

interface ActionBarProps {
  readonly desk: Desk
  readonly state: DeskState
  readonly onHelp: () => void
}

/** What ends a decision, with the keys on it. */
export function ActionBar({ desk, state, onHelp }: ActionBarProps) {
  const { t } = useTranslation('annotate')
  const narrow = useNarrow()
  const { form, phase, done } = state
  const size = narrow ? 'large' : 'middle'
  const rests = phase !== 'working'
  const cap = (key: string) => !narrow && <KeyCap>{key}</KeyCap>
  return (
    <Flex gap={6} align="center" wrap>
      <Button
        type="primary"
        size={size}
        disabled={form === null || form.part === null || rests}
        aria-keyshortcuts="Control+Enter Meta+Enter"
        onClick={() => void desk.submit()}
        style={{ flex: '1 1 150px', paddingInline: 8 }}
      >
        {t(phase === 'sending' ? 'actions.sending' : 'actions.submit')} {cap(`${MOD} Enter`)}
      </Button>
      <Button
        size={size}
        disabled={rests}
        aria-keyshortcuts="s"
        onClick={() => desk.act({ do: 'go', field: { kind: 'skip' } })}
      >
        {t('actions.skip')} {cap('s')}
      </Button>
      <Button size={size} disabled={rests || done.length === 0} aria-keyshortcuts="z" onClick={() => void desk.undo()}>
        {t('actions.undo')} {cap('z')}
      </Button>
      {!narrow && (
        <Tooltip title={t('actions.keys')}>
          <Button size={size} aria-keyshortcuts="?" aria-label={t('actions.keys')} onClick={onHelp}>
            {cap('?')}
          </Button>
        </Tooltip>
      )}
    </Flex>
  )
}
