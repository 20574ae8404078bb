import { Button, Flex, Typography } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { may, useSession } from '../../shell/session.ts'
import type { Releases } from './answers.ts'
import { actionsFor, subjectOf } from './possible.ts'
import { usePolicy } from './queries.ts'
import { ReleaseDialog } from './ReleaseDialog.tsx'
import type { Action } from './release-facts.ts'

interface ReleaseActionsProps {
  /** The version that the buttons are about; null = whatever is live or a canary now. */
  readonly bundle: string | null
  readonly releases: Releases
}

const DANGER: readonly Action[] = ['rollback', 'abandon']

/** Buttons for what can be ordered now; each opens a dialog that says what it will do. */
export function ReleaseActions({ bundle: page, releases }: ReleaseActionsProps) {
  const { t } = useTranslation('models')
  const session = useSession()
  const policy = usePolicy(releases.assistant_id ?? undefined)
  const [open, setOpen] = useState<Action | null>(null)
  const bundle = subjectOf(page, releases)
  const actions = actionsFor(bundle, releases, policy.data?.approval.before ?? [])
  if (actions.length === 0) return null
  if (!may(session, 'admin')) {
    return <Typography.Text type="secondary">{t('readOnly')}</Typography.Text>
  }
  return (
    <Flex wrap gap="small">
      {actions.map((action) => (
        <Button key={action} danger={DANGER.includes(action)} onClick={() => setOpen(action)}>
          {t(bundle !== null && action === 'rollback' ? 'action.rollbackTo' : `action.${action}`)}
        </Button>
      ))}
      {open !== null && policy.data !== undefined && (
        <ReleaseDialog
          action={open}
          bundle={bundle}
          releases={releases}
          policy={policy.data}
          onClose={() => setOpen(null)}
        />
      )}
    </Flex>
  )
}
