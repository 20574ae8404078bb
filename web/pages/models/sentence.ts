import { useTranslation } from 'react-i18next'
import { useFormat } from '../../parts/format.ts'
import type { Consequence } from './consequence.ts'
import type { Sentence } from './summary.ts'

/** Reads a sentence of the summary aloud, in the chosen language. */
export function useSentence(): (sentence: Sentence) => string {
  const { t } = useTranslation('models')
  const format = useFormat()
  return (sentence) => {
    const { key, ...values } = { at: null, share: null, bundle: '', live: '', ...sentence }
    return t(`summary.${key}`, {
      bundle: values.bundle,
      live: values.live,
      at: values.at === null ? '' : format.instant(values.at),
      share: values.share === null ? '' : format.percent(values.share),
      rest: values.share === null ? '' : format.percent(1 - values.share),
    })
  }
}

/** What stands between two sentences. */
export function useGap(): '' | ' ' {
  return useTranslation().i18n.language === 'zh' ? '' : ' '
}

/** Reads a line of what an order will do. */
export function useConsequence(): (consequence: Consequence) => string {
  const { t } = useTranslation('models')
  const format = useFormat()
  return ({ key, bundle = '', from = '', share = 0, before = 0 }) =>
    t(`consequence.${key}`, {
      bundle,
      from,
      share: format.percent(share),
      rest: format.percent(1 - share),
      before: format.percent(before),
      beforeRest: format.percent(1 - before),
    })
}
