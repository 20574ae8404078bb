import { useQuery } from '@tanstack/react-query'
import { Collapse, Segmented, Typography } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, bodyOf } from '../../api/client.ts'
import { Loaded } from '../../parts/Loaded.tsx'
import { LANGUAGE_NAMES, type Language } from '../../shell/language.ts'
import { useLabelName } from './label-name.ts'
import type { Sample } from './task.ts'

interface GuidePanelProps {
  readonly open: boolean
  readonly onOpen: (open: boolean) => void
  /** The labels that are to be chosen from now. */
  readonly labels: Sample['taxonomy']['intent']
}

/** What annotators go by, and what the labels at hand mean. */
export function GuidePanel({ open, onOpen, labels }: GuidePanelProps) {
  const { t } = useTranslation('annotate')
  const query = useQuery({
    queryKey: ['guidelines'],
    queryFn: () => bodyOf(api.GET('/v1/guidelines')),
    staleTime: 60_000,
    enabled: open,
  })
  return (
    <Collapse
      size="small"
      activeKey={open ? ['guide'] : []}
      onChange={(keys) => onOpen(keys.length > 0)}
      items={[
        {
          key: 'guide',
          label: t('guide.title'),
          children: (
            <Loaded query={query}>
              {({ guidelines }) => (
                <>
                  {guidelines === null ? (
                    <Typography.Paragraph type="secondary">{t('guide.none')}</Typography.Paragraph>
                  ) : (
                    <GuideText en={guidelines.text_en} zh={guidelines.text_zh} version={guidelines.version} />
                  )}
                  <LabelMeanings labels={labels} />
                </>
              )}
            </Loaded>
          ),
        },
      ]}
    />
  )
}

function GuideText({ en, zh, version }: { readonly en: string; readonly zh: string; readonly version: number }) {
  const { t, i18n } = useTranslation('annotate')
  const own: Language = i18n.language === 'zh' ? 'zh' : 'en'
  const [chosen, choose] = useState<Language>(own)
  const texts = { en, zh }
  const both = en !== '' && zh !== ''
  const shown = texts[chosen] === '' ? (chosen === 'en' ? 'zh' : 'en') : chosen
  return (
    <>
      {both && (
        <Segmented<Language>
          size="small"
          aria-label={t('guide.language')}
          value={shown}
          onChange={choose}
          options={(['en', 'zh'] as const).map((value) => ({ value, label: LANGUAGE_NAMES[value] }))}
        />
      )}
      <div className="any-text" lang={shown === 'zh' ? 'zh-CN' : 'en'} style={{ marginBlock: 8 }}>
        {texts[shown]}
      </div>
      <Typography.Paragraph type="secondary">{t('guide.version', { version })}</Typography.Paragraph>
    </>
  )
}

function LabelMeanings({ labels }: Pick<GuidePanelProps, 'labels'>) {
  const { t, i18n } = useTranslation('annotate')
  const nameOf = useLabelName()
  const defined = labels.flatMap((label) => {
    const [first, second] =
      i18n.language === 'zh' ? [label.definition_zh, label.definition_en] : [label.definition_en, label.definition_zh]
    const meaning = first || second
    return meaning ? [{ label, meaning }] : []
  })
  return (
    <>
      <Typography.Text strong>{t('guide.labels')}</Typography.Text>
      {defined.length === 0 && <Typography.Paragraph type="secondary">{t('guide.labelsNone')}</Typography.Paragraph>}
      {defined.map(({ label, meaning }) => (
        <div key={label.id} className="any-text">
          <Typography.Text strong>{nameOf(label)}</Typography.Text> {meaning}
        </div>
      ))}
    </>
  )
}
