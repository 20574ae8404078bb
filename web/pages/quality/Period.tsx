import { useQuery } from '@tanstack/react-query'
import { Segmented } from 'antd'
import { useTranslation } from 'react-i18next'
import { api, bodyOf } from '../../api/client.ts'
import { useAddress } from './address.ts'

const DAY_MS = 86_400_000
const PERIODS = ['all', '7', '30', '90'] as const
type Name = (typeof PERIODS)[number]

export interface Time {
  readonly from?: number
}

/** The service's clock: days are counted back from it, also in a replay. */
export function useNow(): number | undefined {
  const { data } = useQuery({ queryKey: ['clock'], queryFn: () => bodyOf(api.GET('/v1/clock')) })
  return data?.now
}

const nameOf = (given: string | null): Name => PERIODS.find((each) => each === given) ?? 'all'

/** The chosen time; undefined until the service's clock is known. */
export function useTime(): Time | undefined {
  const name = nameOf(useAddress().read('days'))
  const now = useNow()
  if (name === 'all') return {}
  // To the hour, so that the same choice is the same question for a while.
  return now === undefined ? undefined : { from: Math.floor(now / 3_600_000) * 3_600_000 - Number(name) * DAY_MS }
}

export function PeriodChoice() {
  const { t } = useTranslation('quality')
  const address = useAddress()
  return (
    <Segmented
      aria-label={t('period.label')}
      value={nameOf(address.read('days'))}
      options={PERIODS.map((name) => ({ value: name, label: t(`period.${name}`) }))}
      onChange={(name) => address.set({ days: name === 'all' ? null : name })}
    />
  )
}
