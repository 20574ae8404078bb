import { theme } from 'antd'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { piecesOf } from './odd-letters.ts'

interface ChatTextProps {
  readonly text: string
  /** One line that ends in dots. */
  readonly short?: boolean
}

/**
 * What somebody wrote, as text: nothing in it is markup, letters that cannot be seen show their code, and its direction
 * does not reach what stands around it.
 */
export function ChatText({ text, short = false }: ChatTextProps) {
  const { t } = useTranslation('parts')
  const { token } = theme.useToken()
  const pieces = useMemo(() => piecesOf(text), [text])
  const sign = {
    fontSize: 11,
    paddingInline: 3,
    marginInline: 1,
    borderRadius: token.borderRadiusSM,
    border: `1px solid ${token.colorBorder}`,
    color: token.colorTextSecondary,
  }
  return (
    <bdi className={short ? undefined : 'any-text'}>
      {pieces.map(({ text: piece, odd }, i) =>
        odd === null ? (
          piece
        ) : (
          <code key={i} title={t('oddLetter', { code: odd })} style={sign}>
            {odd}
          </code>
        ),
      )}
    </bdi>
  )
}
