import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import { useCodeName } from '../../parts/CodeName.tsx'

/** @returns a function that names a series of drift, such as `prediction/intent` or `feature/no_order` */
export function useSeriesName(): (series: string) => string {
  const { t, i18n } = useTranslation('monitoring')
  const name = useCodeName()
  return useCallback(
    (series) => {
      const [kind, of] = series.split('/') as [string, string?]
      if (kind === 'feature' && of !== undefined) return name('feature', of)
      const whole = `series.${series.replace('/', '_')}`
      return i18n.exists(whole, { ns: 'monitoring' }) ? t(whole as never) : series
    },
    [t, i18n.language],
  )
}
