import { CheckOutlined } from '@ant-design/icons'
import { Button, Flex, Typography, theme } from 'antd'
import { KeyCap } from './KeyCap.tsx'
import { useNarrow } from './use-narrow.ts'

interface ChoiceProps {
  readonly name: string
  readonly hint?: string | undefined
  /** The key that chooses it now. */
  readonly shortcut?: string | undefined
  readonly chosen: boolean
  /** The focus goes here when the field gets the keys. */
  readonly anchor?: boolean
  readonly onChoose: () => void
}

/** One of several answers: a large target with its key on it. */
export function Choice({ name, hint, shortcut, chosen, anchor = false, onChoose }: ChoiceProps) {
  const narrow = useNarrow()
  const { token } = theme.useToken()
  return (
    <Button
      block
      role="radio"
      aria-checked={chosen}
      aria-keyshortcuts={shortcut}
      data-anchor={anchor || undefined}
      onClick={onChoose}
      style={{
        height: 'auto',
        justifyContent: 'flex-start',
        minHeight: narrow ? 44 : 30,
        textAlign: 'start',
        whiteSpace: 'normal',
        ...(chosen && { background: token.controlItemBgActive, borderColor: token.colorPrimary, fontWeight: 600 }),
      }}
    >
      <Flex gap="small" align="center" style={{ width: '100%' }}>
        {shortcut !== undefined && <KeyCap>{shortcut}</KeyCap>}
        {chosen && <CheckOutlined aria-hidden />}
        <span className="any-text">
          {name}
          {hint !== undefined && (
            <Typography.Text type="secondary">
              {' · '}
              {hint}
            </Typography.Text>
          )}
        </span>
      </Flex>
    </Button>
  )
}
