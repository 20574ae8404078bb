import { Segmented } from 'antd'
import { useTranslation } from 'react-i18next'
import { useAddress } from '../address.ts'
import { MODEL_TASKS, useNames } from '../names.ts'
import type { ModelTask } from './source-query.ts'

export const useModelTask = (): ModelTask => (useAddress().read('task') === 'objection' ? 'objection' : 'intent')

export function TaskChoice() {
  const { t } = useTranslation('quality')
  const address = useAddress()
  const names = useNames()
  return (
    <Segmented
      aria-label={t('confusion.task')}
      value={useModelTask()}
      options={MODEL_TASKS.map((task) => ({ value: task, label: names.task(task) }))}
      onChange={(task) => address.set({ task: task === 'intent' ? null : task, cell: null, state: null })}
    />
  )
}
