import { LogoutOutlined, MenuFoldOutlined, MenuUnfoldOutlined, MoonOutlined, SunOutlined } from '@ant-design/icons'
import { useQueryClient } from '@tanstack/react-query'
import { Button, Flex, Layout, Segmented, Tag, Tooltip, Typography, theme } from 'antd'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { SESSION_KEY } from '../api/queries.ts'
import { chooseAppearance, useAppearance } from './appearance.ts'
import { chooseLanguage, LANGUAGE_NAMES, LANGUAGES, type Language } from './language.ts'
import { logOut, type Session } from './session.ts'

interface TopBarProps {
  readonly session: Session
  readonly narrow: boolean
  readonly onNarrow: (narrow: boolean) => void
}

/** Who is here, in which language and appearance. */
export function TopBar({ session, narrow, onNarrow }: TopBarProps) {
  const { t } = useTranslation('shell')
  const { token } = theme.useToken()
  return (
    <Layout.Header
      style={{
        background: token.colorBgContainer,
        borderBottom: `1px solid ${token.colorBorderSecondary}`,
        height: 48,
        lineHeight: 'normal',
        paddingInline: 12,
      }}
    >
      <Flex align="center" gap="small" style={{ height: '100%' }}>
        <Button
          type="text"
          icon={narrow ? <MenuUnfoldOutlined /> : <MenuFoldOutlined />}
          aria-label={t(narrow ? 'widen' : 'narrow')}
          onClick={() => onNarrow(!narrow)}
        />
        <div style={{ flex: 1 }} />
        <LanguageSwitch />
        <AppearanceSwitch />
        <Account session={session} />
      </Flex>
    </Layout.Header>
  )
}

export function LanguageSwitch() {
  const { t, i18n } = useTranslation('shell')
  return (
    <Segmented<Language>
      aria-label={t('language')}
      size="small"
      value={i18n.language === 'zh' ? 'zh' : 'en'}
      options={LANGUAGES.map((value) => ({ value, label: <span lang={value}>{LANGUAGE_NAMES[value]}</span> }))}
      onChange={chooseLanguage}
    />
  )
}

export function AppearanceSwitch() {
  const { t } = useTranslation('shell')
  const dark = useAppearance() === 'dark'
  const label = t(dark ? 'light' : 'dark')
  return (
    <Tooltip title={label}>
      <Button
        type="text"
        aria-label={label}
        icon={dark ? <SunOutlined /> : <MoonOutlined />}
        onClick={() => chooseAppearance(dark ? 'light' : 'dark')}
      />
    </Tooltip>
  )
}

function Account({ session }: { session: Session }) {
  const { t } = useTranslation('shell')
  const navigate = useNavigate()
  const queries = useQueryClient()
  if (session.kind === 'anonymous') {
    return (
      <Tooltip title={t('anonymousWhy')}>
        <Tag color="warning">{t('anonymous')}</Tag>
      </Tooltip>
    )
  }
  const leave = async (): Promise<void> => {
    await logOut()
    queries.clear()
    queries.setQueryData(SESSION_KEY, null)
    void navigate('/login')
  }
  return (
    <Flex align="center" gap="small">
      <Typography.Text ellipsis style={{ maxWidth: 160 }}>
        {session.name}
      </Typography.Text>
      {session.role !== null && <Tag>{t(`roles.${session.role}`)}</Tag>}
      <Tooltip title={t('logOut')}>
        <Button type="text" aria-label={t('logOut')} icon={<LogoutOutlined />} onClick={() => void leave()} />
      </Tooltip>
    </Flex>
  )
}
