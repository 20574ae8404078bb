import { Button, Flex, Typography } from 'antd'
import { useTranslation } from 'react-i18next'
import { askedTurns, type Field, type Form, fieldKey, fieldsOf, type SkipReason, sameField } from './form.ts'
import type { FormAction } from './form-step.ts'
import { LabelField } from './LabelField.tsx'
import { PartField, SkipField } from './PartField.tsx'
import { RemarkField, ReplyField } from './TextFields.tsx'
import type { Sample } from './task.ts'

export interface DecisionProps {
  readonly form: Form
  readonly sample: Sample
  readonly opened: number
  readonly onAct: (action: FormAction) => void
  readonly onSkip: (why: SkipReason) => void
}

/** The form of one decision. */
export function Decision(props: DecisionProps) {
  const { t } = useTranslation('annotate')
  const { form, sample, opened, onAct, onSkip } = props
  if (form.field.kind === 'skip') {
    return (
      <Flex vertical gap="small">
        <SkipField opened={opened} onSkip={onSkip} />
        <Button type="link" onClick={() => onAct({ do: 'go', field: { kind: 'part' } })}>
          {t('form.skipBack')}
        </Button>
      </Flex>
    )
  }
  return (
    <Flex vertical gap="middle">
      <BlindLine sample={sample} />
      {fieldsOf(form, sample).map((field) => (
        <OneField key={fieldKey(field)} field={field} {...props} />
      ))}
    </Flex>
  )
}

function OneField({ field, form, sample, opened, onAct }: DecisionProps & { readonly field: Field }) {
  const about = useAbout(form, sample)
  switch (field.kind) {
    case 'part':
      return (
        <PartField
          form={form}
          opened={opened}
          onPart={(value) => onAct({ do: 'pick', field: { kind: 'part' }, value })}
        />
      )
    case 'skip':
      return null
    case 'reply': {
      const original = sample.turns.find(({ event_id }) => event_id === form.cursor)?.text ?? ''
      return <ReplyField form={form} opened={opened} onAct={onAct} original={original} />
    }
    case 'remark':
      return <RemarkField form={form} opened={opened} onAct={onAct} />
    default: {
      const active = sameField(field, form.field)
      return <LabelField {...{ field, form, sample, opened, onAct, active }} about={about(field.turn)} />
    }
  }
}

/** Which of the marked replies a field is about. */
function useAbout(form: Form, sample: Sample): (turn: string) => string {
  const { t } = useTranslation('annotate')
  return (turn) => {
    if (askedTurns(form, sample).length === 1 && turn === sample.random_turn) return t('form.of.both')
    return t(turn === sample.random_turn ? 'form.of.random' : 'form.of.suspect')
  }
}

function BlindLine({ sample }: { readonly sample: Sample }) {
  const { t } = useTranslation('annotate')
  if (!sample.blind && !sample.held_back && sample.first_choice === null) return null
  const choice = sample.first_choice === null ? '' : t(`form.parts.${sample.first_choice}`)
  const text = sample.blind ? t('blind.stays') : sample.held_back ? t('blind.waits') : t('blind.shown', { choice })
  return <Typography.Text type="secondary">{text}</Typography.Text>
}
