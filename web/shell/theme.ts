import { type ThemeConfig, theme } from 'antd'

export type Appearance = 'light' | 'dark'

const FONT =
  "system-ui, -apple-system, 'Segoe UI', 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', 'Noto Sans SC', sans-serif"

/** Calm and dense: eight hours a day. The colours pass WCAG AA on their backgrounds, in both appearances. */
export function themeOf(appearance: Appearance): ThemeConfig {
  const dark = appearance === 'dark'
  return {
    algorithm: dark ? [theme.darkAlgorithm, theme.compactAlgorithm] : [theme.defaultAlgorithm, theme.compactAlgorithm],
    cssVar: { key: 'sl' },
    components: dark
      ? {
          // Dark text on the light blue of dark appearance: white would be too weak.
          Button: { primaryColor: '#08131f' },
          Menu: { itemSelectedBg: '#1d3350', itemSelectedColor: '#cfe2ff' },
        }
      : {},
    token: {
      colorPrimary: dark ? '#6ea8ff' : '#1f5fbf',
      colorInfo: dark ? '#6ea8ff' : '#1f5fbf',
      colorSuccess: dark ? '#5cc38a' : '#17754a',
      colorWarning: dark ? '#e0ab4e' : '#9a5b00',
      colorError: dark ? '#ff8a80' : '#b3261e',
      colorLink: dark ? '#8fbcff' : '#1a56b0',
      colorSuccessBg: dark ? '#14291e' : '#e5f4ec',
      colorSuccessBorder: dark ? '#2f6a49' : '#a3d4b9',
      colorWarningBg: dark ? '#2c2312' : '#fdf3e0',
      colorWarningBorder: dark ? '#6b5224' : '#ebcb90',
      colorTextSecondary: dark ? 'rgba(255,255,255,0.75)' : 'rgba(0,0,0,0.70)',
      colorTextTertiary: dark ? 'rgba(255,255,255,0.65)' : 'rgba(0,0,0,0.62)',
      colorTextDescription: dark ? 'rgba(255,255,255,0.65)' : 'rgba(0,0,0,0.62)',
      colorTextPlaceholder: dark ? 'rgba(255,255,255,0.58)' : 'rgba(0,0,0,0.58)',
      borderRadius: 6,
      fontFamily: FONT,
      fontSize: 16, // the compact algorithm takes the next smaller size: 14
      colorBgLayout: dark ? '#0f1215' : '#f3f5f7',
      ...(dark && {
        colorBgContainer: '#171b1f',
        colorBgElevated: '#20252a',
        // What is chosen, and what the assistant says: dark enough for links on it.
        colorPrimaryBg: '#16263b',
        controlItemBgActive: '#1b2f49',
        controlItemBgActiveHover: '#213a59',
      }),
      motion: !reducedMotion(),
      motionDurationMid: '0.12s',
      motionDurationSlow: '0.16s',
    },
  }
}

/** Components then wait for no movement to end; a style sheet alone would leave them waiting, or measured too early. */
const reducedMotion = (): boolean => globalThis.matchMedia?.('(prefers-reduced-motion: reduce)').matches ?? false
