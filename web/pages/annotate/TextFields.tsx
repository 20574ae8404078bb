import { Button, Flex, Input, Typography } from 'antd'
import type { CSSProperties, KeyboardEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { ChatText } from '../../parts/ChatText.tsx'
import { DiffText } from './DiffText.tsx'
import { FieldBox } from './FieldBox.tsx'
import type { Form } from './form.ts'
import type { FormAction } from './form-step.ts'
import { isComposing } from './use-keys.ts'

interface TextFieldProps {
  readonly form: Form
  readonly opened: number
  readonly onAct: (action: FormAction) => void
}

/** Grows with its text. The component's own way writes style attributes, which the content security policy refuses. */
const GROWS: CSSProperties = { fieldSizing: 'content', maxHeight: 220 }

/** Esc leaves a text field, so that keys are keys again; not while an input method composes. */
const leaves =
  (onAct: TextFieldProps['onAct']) =>
  (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || isComposing(event.nativeEvent)) return
    event.preventDefault()
    onAct({ do: 'go', field: { kind: 'part' } })
  }

/** The better reply beside the original, with what changed. */
export function ReplyField({ form, opened, onAct, original }: TextFieldProps & { readonly original: string }) {
  const { t } = useTranslation('annotate')
  const field = { kind: 'reply' } as const
  const write = (text: string): void => onAct({ do: 'write', field: 'reply', text })
  return (
    <FieldBox field={field} title={t('form.reply')} active={form.field.kind === 'reply'} opened={opened}>
      <Flex vertical gap={6}>
        <Flex justify="space-between" align="center" gap="small">
          <Typography.Text type="secondary">{t('form.original')}</Typography.Text>
          {form.betterReply === '' && original !== '' && (
            <Button
              size="small"
              onClick={() => {
                write(original)
                onAct({ do: 'go', field })
              }}
            >
              {t('form.fromOriginal')}
            </Button>
          )}
        </Flex>
        <ChatText text={original} />
        <Input.TextArea
          data-anchor
          aria-label={t('form.reply')}
          placeholder={t('form.replyHint')}
          rows={2}
          style={GROWS}
          value={form.betterReply}
          onFocus={() => onAct({ do: 'go', field })}
          onChange={(event) => write(event.target.value)}
          onKeyDown={leaves(onAct)}
        />
        {form.betterReply !== '' && (
          <>
            <Typography.Text type="secondary">{t('form.changes')}</Typography.Text>
            <DiffText before={original} after={form.betterReply} />
          </>
        )}
      </Flex>
    </FieldBox>
  )
}

export function RemarkField({ form, opened, onAct }: TextFieldProps) {
  const { t } = useTranslation('annotate')
  const field = { kind: 'remark' } as const
  return (
    <FieldBox field={field} title={t('form.remark')} active={form.field.kind === 'remark'} opened={opened}>
      <Input.TextArea
        data-anchor
        aria-label={t('form.remark')}
        placeholder={t('form.remarkHint')}
        rows={1}
        style={GROWS}
        value={form.remark}
        onFocus={() => onAct({ do: 'go', field })}
        onChange={(event) => onAct({ do: 'write', field: 'remark', text: event.target.value })}
        onKeyDown={leaves(onAct)}
      />
    </FieldBox>
  )
}
