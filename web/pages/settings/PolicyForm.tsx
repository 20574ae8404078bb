import { Button, Card, Flex, Form, Input } from 'antd'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Failure } from '../../parts/Failure.tsx'
import { may, useSession } from '../../shell/session.ts'

interface PolicyFormProps<Given extends object> {
  /** Before the id of each field: several policies stand on one page. */
  readonly name: string
  readonly title: string
  readonly about: string
  /** Who set what is in force. */
  readonly saved: ReactNode
  readonly initial: Given
  readonly save: {
    readonly mutate: (given: Given & { why: string }) => void
    readonly isPending: boolean
    readonly isError: boolean
    readonly error: unknown
  }
  readonly children: ReactNode
  /** The ledger of this policy keeps no reason. */
  readonly withoutWhy?: boolean
}

/** One policy: what is in force, who set it, and a change with its reason. Who may only read sees it greyed. */
export function PolicyForm<Given extends object>(props: PolicyFormProps<Given>) {
  const { t } = useTranslation('settings')
  const session = useSession()
  const mayChange = may(session, 'admin')
  const { name, title, about, saved, initial, save, children, withoutWhy = false } = props
  return (
    <Card size="small" title={title} extra={saved}>
      <Flex vertical gap="middle">
        <span>{about}</span>
        {save.isError && <Failure error={save.error} />}
        <Form
          key={JSON.stringify(initial)}
          name={name}
          layout="vertical"
          requiredMark={false}
          disabled={!mayChange}
          initialValues={initial}
          onFinish={(given) => save.mutate(given as Given & { why: string })}
        >
          {children}
          {mayChange && (
            <>
              {!withoutWhy && (
                <Form.Item
                  name="why"
                  label={t('policy.why')}
                  extra={t('policy.whyHint')}
                  rules={[{ required: true, whitespace: true, message: t('policy.whyMissing') }]}
                >
                  <Input maxLength={500} style={{ maxWidth: 560 }} />
                </Form.Item>
              )}
              <Button type="primary" htmlType="submit" loading={save.isPending}>
                {t('save')}
              </Button>
            </>
          )}
        </Form>
      </Flex>
    </Card>
  )
}
