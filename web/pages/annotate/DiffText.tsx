import { theme } from 'antd'
import { useDeferredValue, useMemo } from 'react'
import { wordingDiff } from './wording-diff.ts'

/** How the better reply differs from the original: struck out what goes, underlined what comes. */
export function DiffText({ before, after }: { readonly before: string; readonly after: string }) {
  const { token } = theme.useToken()
  const written = useDeferredValue(after) // typing is never held up by it
  const pieces = useMemo(() => wordingDiff(before, written), [before, written])
  return (
    <div className="any-text" data-diff>
      {pieces.map(({ kind, text }, i) => {
        const key = `${i}-${kind}`
        if (kind === 'added') {
          return (
            <ins key={key} style={{ background: token.colorSuccessBg, textDecorationThickness: 2 }}>
              {text}
            </ins>
          )
        }
        if (kind === 'removed') {
          return (
            <del key={key} style={{ background: token.colorErrorBg }}>
              {text}
            </del>
          )
        }
        return <span key={key}>{text}</span>
      })}
    </div>
  )
}
