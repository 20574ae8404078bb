import { Flex, Layout, Menu, Typography, theme } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link, useLocation } from 'react-router'
import { PAGES } from './pages.tsx'
import { may, type Session } from './session.ts'

interface SideMenuProps {
  readonly narrow: boolean
  readonly onNarrow: (narrow: boolean) => void
  readonly session: Session
}

/** The pages this session may open, in the order of the loop. */
export function SideMenu({ narrow, onNarrow, session }: SideMenuProps) {
  const { t } = useTranslation('shell')
  const { token } = theme.useToken()
  const { pathname } = useLocation()
  const shown = PAGES.filter(({ scopes }) => scopes === null || scopes.some((scope) => may(session, scope)))
  const here = shown.find(({ path }) => (path === '/' ? pathname === '/' : pathname.startsWith(path)))
  return (
    <Layout.Sider
      collapsed={narrow}
      breakpoint="md"
      collapsedWidth={48}
      width={212}
      onBreakpoint={onNarrow}
      style={{ background: token.colorBgContainer, borderInlineEnd: `1px solid ${token.colorBorderSecondary}` }}
    >
      <Flex align="center" gap="small" style={{ height: 48, paddingInline: 12 }}>
        <img src="/favicon.svg" width={24} height={24} alt="" />
        {!narrow && <Typography.Text strong>salesloop</Typography.Text>}
      </Flex>
      <nav aria-label={t('menu')}>
        <Menu
          mode="inline"
          inlineIndent={12}
          selectedKeys={here ? [here.name] : []}
          style={{ borderInlineEnd: 0 }}
          items={shown.map(({ name, path, icon }) => ({
            key: name,
            icon,
            label: <Link to={path}>{t(`pages.${name}`)}</Link>,
          }))}
        />
      </nav>
    </Layout.Sider>
  )
}
