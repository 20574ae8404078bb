import { Form, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { kept } from '../../shell/kept.ts'
import { useSession } from '../../shell/session.ts'

interface Signed {
  /** What stands in the field. */
  readonly who: string
  setWho(who: string): void
  /** Under which name the order goes out; '' = none yet. */
  readonly name: string
}

/** Who signs: the person who is logged in, else a name that is asked for and remembered in this browser. */
export function useSigned(): Signed {
  const session = useSession()
  const [who, setWho] = useState(session.kind === 'user' ? session.name : (kept.read('signature') ?? ''))
  return {
    who,
    setWho(next) {
      setWho(next)
      kept.write('signature', next)
    },
    name: session.kind === 'user' ? session.name : who.trim(),
  }
}

export function WhoField({ who, onWho }: { who: string; onWho(who: string): void }) {
  const { t } = useTranslation('models')
  const { kind } = useSession()
  return (
    <Form.Item label={t('dialog.who')} htmlFor="signed-by" extra={kind === 'user' ? null : t('dialog.whoExtra')}>
      <Input
        id="signed-by"
        value={who}
        disabled={kind === 'user'}
        maxLength={100}
        autoComplete="name"
        onChange={(event) => onWho(event.target.value)}
      />
    </Form.Item>
  )
}
