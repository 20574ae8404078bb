import { Alert, Button, Flex, Space, Tag, Typography } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Instant } from '../../parts/Instant.tsx'
import type { RuleVersion } from './answers.ts'
import { DiffOf } from './DiffView.tsx'
import { changeCount, type Draft, draftOf, isSound } from './rule-draft.ts'
import { SaveDialog } from './SaveDialog.tsx'

interface SaveBarProps {
  readonly base: RuleVersion
  readonly latest: RuleVersion
  readonly now: number
  readonly draft: Draft
  readonly dirty: boolean
  readonly mayChange: boolean
  onDiscard(): void
  /** The draft goes on from the latest version. */
  onRebase(): void
  onSaved(version: RuleVersion): void
}

/** Which version is in force, what of the draft is not saved, and the way to save it. */
export function SaveBar(props: SaveBarProps) {
  const { t } = useTranslation('rules')
  const [saving, setSaving] = useState(false)
  const { base, latest, now, draft, dirty, mayChange, onDiscard, onRebase, onSaved } = props
  return (
    <>
      <Flex wrap justify="space-between" align="center" gap="small">
        <Space wrap>
          <Tag color="processing">{t('version', { version: latest.version })}</Tag>
          {latest.at === 0 ? (
            <Typography.Text type="secondary">{t('builtIn')}</Typography.Text>
          ) : (
            <>
              <Typography.Text>{latest.author}</Typography.Text>
              <Instant at={latest.at} now={now} />
              <Typography.Text type="secondary" className="any-text">
                {latest.comment}
              </Typography.Text>
            </>
          )}
        </Space>
        {mayChange && (
          <Space wrap>
            {dirty && (
              <Typography.Text type="warning" strong>
                {t('unsaved', { count: changeCount(draftOf(base), draft) })}
              </Typography.Text>
            )}
            <Button disabled={!dirty} onClick={onDiscard}>
              {t('discard')}
            </Button>
            <Button
              type="primary"
              disabled={!dirty || !isSound(draft) || latest.version !== base.version}
              onClick={() => setSaving(true)}
            >
              {t('save.open')}
            </Button>
          </Space>
        )}
      </Flex>
      {dirty && latest.version !== base.version && <Conflict {...{ base, latest, onDiscard, onRebase }} />}
      <SaveDialog
        open={saving}
        base={base}
        draft={draft}
        onClose={() => setSaving(false)}
        onSaved={(version) => {
          setSaving(false)
          onSaved(version)
        }}
      />
    </>
  )
}

/** Somebody saved meanwhile: what they changed, beside the draft, and two ways on. */
function Conflict({
  base,
  latest,
  onDiscard,
  onRebase,
}: Pick<SaveBarProps, 'base' | 'latest' | 'onDiscard' | 'onRebase'>) {
  const { t } = useTranslation('rules')
  return (
    <Alert
      type="warning"
      showIcon
      title={t('conflict.title', { author: latest.author, version: latest.version, base: base.version })}
      description={
        <Flex vertical gap="small">
          <span className="any-text">{t('conflict.comment', { comment: latest.comment })}</span>
          <DiffOf before={draftOf(base)} after={draftOf(latest)} />
          <Space wrap>
            <Button onClick={onRebase}>{t('conflict.mine')}</Button>
            <Button onClick={onDiscard}>{t('conflict.theirs')}</Button>
          </Space>
        </Flex>
      }
    />
  )
}
