import { Result, Spin } from 'antd'
import { type ReactNode, Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { may, type Scope, useSession } from './session.ts'

/** Shows the page to those who may see it; tells the others why not. The service refuses by itself, this only explains. */
export function Guarded({ scopes, children }: { scopes: readonly Scope[] | null; children: ReactNode }) {
  const { t } = useTranslation('shell')
  const session = useSession()
  if (scopes !== null && !scopes.some((scope) => may(session, scope))) {
    return (
      <Result status="403" title={t('refused.title')} subTitle={t('refused.why', { role: roleName(session.role) })} />
    )
  }
  return <Suspense fallback={<Spin size="large" fullscreen delay={200} />}>{children}</Suspense>

  function roleName(role: typeof session.role): string {
    return role === null ? t('roles.key') : t(`roles.${role}`)
  }
}
