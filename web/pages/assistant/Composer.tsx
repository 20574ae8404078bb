import { Button, Flex, Input } from 'antd'
import { type KeyboardEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'

interface ComposerProps {
  readonly busy: boolean
  /** Resolves when it was said; what was not said stays in the field. */
  readonly onSay: (text: string) => Promise<unknown>
}

const IME_KEY = 229

/** Where the customer writes. Enter sends, Shift+Enter breaks the line; while an input method composes, neither. */
export function Composer({ busy, onSay }: ComposerProps) {
  const { t } = useTranslation('assistant')
  const [text, setText] = useState('')
  const send = (): void => {
    const said = text.trim()
    if (said === '' || busy) return
    void onSay(said).then(
      () => setText(''),
      () => {}, // shown above
    )
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || event.shiftKey) return
    if (event.nativeEvent.isComposing || event.keyCode === IME_KEY) return
    event.preventDefault()
    send()
  }
  return (
    <Flex gap="small" align="flex-end">
      <Input.TextArea
        aria-label={t('chat.write')}
        placeholder={t('chat.write')}
        rows={2} // growing by itself would need inline styles, which the content policy refuses
        maxLength={2000}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={onKeyDown}
      />
      <Button type="primary" loading={busy} disabled={text.trim() === ''} onClick={send}>
        {t('chat.send')}
      </Button>
    </Flex>
  )
}
