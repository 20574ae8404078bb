import { Descriptions } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Role } from '../../shell/session.ts'

export const ROLES: readonly Role[] = ['annotator', 'analyst', 'engineer', 'admin']

/** What each role may do, in a sentence. */
export function RolesAbout() {
  const { t } = useTranslation('settings')
  const { t: shell } = useTranslation('shell')
  return (
    <Descriptions
      size="small"
      column={1}
      title={t('roles.title')}
      items={ROLES.map((role) => ({ key: role, label: shell(`roles.${role}`), children: t(`roles.${role}`) }))}
    />
  )
}

/** Roles as choices of a field. */
export function useRoleOptions() {
  const { t } = useTranslation('shell')
  return ROLES.map((value) => ({ value, label: t(`roles.${value}`) }))
}
