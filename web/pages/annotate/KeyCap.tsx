import { theme } from 'antd'

/** How this keyboard names the key that is held with others. */
export const MOD = /Mac|iPhone|iPad/.test(navigator.userAgent) ? '⌘' : 'Ctrl'

/** A key as it stands on a button. */
export function KeyCap({ children }: { readonly children: string }) {
  const { token } = theme.useToken()
  return (
    <kbd
      aria-hidden
      style={{
        border: '1px solid currentColor',
        borderRadius: token.borderRadiusSM,
        fontFamily: 'inherit',
        fontSize: 12,
        lineHeight: 1.4,
        minWidth: 16,
        paddingInline: 4,
        textAlign: 'center',
        whiteSpace: 'nowrap',
      }}
    >
      {children}
    </kbd>
  )
}
