import { Flex } from 'antd'
import { useTranslation } from 'react-i18next'
import { Choice } from './Choice.tsx'
import { FieldBox } from './FieldBox.tsx'
import { type Form, PARTS, type Part, SKIP_REASONS, type SkipReason } from './form.ts'

interface PartFieldProps {
  readonly form: Form
  readonly opened: number
  readonly onPart: (part: Part) => void
}

/** The first question: which part of the models is at fault, if any. */
export function PartField({ form, opened, onPart }: PartFieldProps) {
  const { t } = useTranslation('annotate')
  const active = form.field.kind === 'part'
  const anchor = form.part ?? PARTS[0]
  return (
    <FieldBox field={{ kind: 'part' }} title={t('form.part')} active={active} opened={opened}>
      <Flex vertical gap={4} role="radiogroup" aria-label={t('form.part')}>
        {PARTS.map((part, i) => (
          <Choice
            key={part}
            name={t(`form.parts.${part}`)}
            hint={t(`form.partHints.${part}`)}
            shortcut={active ? String(i + 1) : undefined}
            chosen={form.part === part}
            anchor={part === anchor}
            onChoose={() => onPart(part)}
          />
        ))}
      </Flex>
    </FieldBox>
  )
}

interface SkipFieldProps {
  readonly opened: number
  readonly onSkip: (why: SkipReason) => void
}

/** Why an item is passed on; choosing sends it. */
export function SkipField({ opened, onSkip }: SkipFieldProps) {
  const { t } = useTranslation('annotate')
  return (
    <FieldBox field={{ kind: 'skip' }} title={t('form.skipWhy')} active opened={opened}>
      <Flex vertical gap={4} role="radiogroup" aria-label={t('form.skipWhy')}>
        {SKIP_REASONS.map((why, i) => (
          <Choice
            key={why}
            name={t(`form.skipReasons.${why}`)}
            shortcut={String(i + 1)}
            chosen={false}
            anchor={i === 0}
            onChoose={() => onSkip(why)}
          />
        ))}
      </Flex>
    </FieldBox>
  )
}
