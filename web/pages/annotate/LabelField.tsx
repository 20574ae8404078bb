import { Button, Flex, Typography } from 'antd'
import { useTranslation } from 'react-i18next'
import { Choice } from './Choice.tsx'
import { FieldBox } from './FieldBox.tsx'
import { FilterInput } from './FilterInput.tsx'
import { choiceAt, type Form, type LabelTask, labelsLeft } from './form.ts'
import type { FormAction } from './form-step.ts'
import { labelOf, useLabelName } from './label-name.ts'
import type { Sample } from './task.ts'

/** Lists up to this length need no filter: every label has a key. */
export const KEYED = 9

interface LabelFieldProps {
  readonly field: { readonly kind: LabelTask; readonly turn: string }
  readonly about: string
  readonly form: Form
  readonly sample: Sample
  readonly active: boolean
  readonly opened: number
  readonly onAct: (action: FormAction) => void
}

/** A label of the taxonomy for one reply. Open while it has the keys, else a line with what was chosen. */
export function LabelField({ field, about, form, sample, active, opened, onAct }: LabelFieldProps) {
  const { t } = useTranslation('annotate')
  const nameOf = useLabelName()
  const labels = sample.taxonomy[field.kind]
  const chosen = choiceAt(form, field.turn)[field.kind]
  const pick = (value: string): void => onAct({ do: 'pick', field, value })
  const left = labelsLeft(labels, active ? form.filter : '')
  const anchor = left.some(({ id }) => id === chosen) ? chosen : left[0]?.id
  return (
    <FieldBox field={field} title={t(`form.${field.kind}`)} about={about} active={active} opened={opened}>
      {active ? (
        <Flex vertical gap={4}>
          {labels.length > KEYED && (
            <FilterInput
              value={form.filter}
              ids={left.map(({ id }) => id)}
              onFilter={(text) => onAct({ do: 'filter', text })}
              onPick={pick}
              onLeave={() => onAct({ do: 'go', field: { kind: 'part' } })}
            />
          )}
          <Flex
            vertical
            gap={4}
            role="radiogroup"
            aria-label={t(`form.${field.kind}`)}
            style={{ maxHeight: 330, overflowY: 'auto' }}
          >
            {left.map((label, i) => (
              <Choice
                key={label.id}
                name={nameOf(label)}
                shortcut={i < KEYED ? String(i + 1) : undefined}
                chosen={label.id === chosen}
                anchor={label.id === anchor}
                onChoose={() => pick(label.id)}
              />
            ))}
          </Flex>
          {left.length === 0 && <Typography.Text type="secondary">{t('form.filterNone')}</Typography.Text>}
        </Flex>
      ) : (
        <Button block onClick={() => onAct({ do: 'go', field })} style={{ justifyContent: 'flex-start' }}>
          {chosen === null ? t('conflict.empty') : nameOf(labelOf(labels, chosen))}
        </Button>
      )}
    </FieldBox>
  )
}
