import { Card, Flex, Input } from 'antd'
import { useTranslation } from 'react-i18next'
import { Field } from '../Field.tsx'
import type { LabelDraft } from './change-draft.ts'

interface LabelFieldsProps {
  readonly label: LabelDraft
  /** The id stays as it is. */
  readonly fixedId?: boolean
  /** Of a split: which part; null = no split. */
  readonly part: number | null
  readonly onChange: (label: LabelDraft) => void
}

/** Id, names and definition of a label in both languages. */
export function LabelFields({ label, fixedId = false, part, onChange }: LabelFieldsProps) {
  const { t } = useTranslation('quality')
  const field = (name: keyof LabelDraft, words: string, disabled = false) => (
    <Field label={words} flex="1 1 180px">
      {(id) => (
        <Input
          id={id}
          disabled={disabled}
          value={label[name]}
          onChange={(event) => onChange({ ...label, [name]: event.target.value })}
        />
      )}
    </Field>
  )
  const area = (name: keyof LabelDraft, words: string) => (
    <Field label={words} flex="1 1 260px">
      {(id) => (
        <Input.TextArea
          id={id}
          rows={3}
          value={label[name]}
          onChange={(event) => onChange({ ...label, [name]: event.target.value })}
        />
      )}
    </Field>
  )
  return (
    <Card size="small" title={part === null ? undefined : t('taxonomy.part', { part })}>
      <Flex vertical gap="small">
        <Flex wrap gap="small">
          {field('id', t('taxonomy.id'), fixedId)}
          {field('nameZh', t('taxonomy.nameZh'))}
          {field('nameEn', t('taxonomy.nameEn'))}
        </Flex>
        {part === null ? (
          <Flex wrap gap="small">
            {area('definitionZh', t('taxonomy.definitionZh'))}
            {area('definitionEn', t('taxonomy.definitionEn'))}
          </Flex>
        ) : (
          field('pattern', t('taxonomy.pattern'))
        )}
      </Flex>
    </Card>
  )
}
