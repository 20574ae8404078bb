import { Button, type ButtonProps, Tooltip } from 'antd'
import { useTranslation } from 'react-i18next'
import { may, type Scope, useSession } from '../../shell/session.ts'

interface ActProps extends ButtonProps {
  /** What the service asks for this act. */
  readonly scope: Scope
}

/** A button for an act that not every role may do: then it is off, and says why. */
export function Act({ scope, disabled, ...button }: ActProps) {
  const { t } = useTranslation('quality')
  const allowed = may(useSession(), scope)
  return (
    <Tooltip title={allowed ? undefined : t('act.missing', { scope: t(`act.scopes.${scope}`) })}>
      <Button {...button} disabled={disabled === true || !allowed} />
    </Tooltip>
  )
}
