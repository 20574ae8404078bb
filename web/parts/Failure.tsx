import { Alert, Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { ApiError } from '../api/api-error.ts'

interface FailureProps {
  readonly error: unknown
  /** Absent = trying again makes no sense. */
  readonly retry?: () => void
  /** What was tried, in the reader's language; else a headline by the kind of failure. */
  readonly title?: string
}

/** What did not work, in plain words, with the service's own message and code, and a way on. */
export function Failure({ error, retry, title }: FailureProps) {
  const { t } = useTranslation('parts')
  const known = error instanceof ApiError ? error : null
  return (
    <Alert
      type="error"
      showIcon
      role="alert"
      title={title ?? t(`failure.${kindOf(known)}`)}
      description={
        <span className="any-text">
          {error instanceof Error ? error.message : String(error)}
          {known !== null && known.code !== 'UNREACHABLE' && <code> {known.code}</code>}
        </span>
      }
      action={
        retry &&
        known?.status !== 404 && (
          <Button size="small" onClick={retry}>
            {t('failure.retry')}
          </Button>
        )
      }
    />
  )
}

/** Which headline fits. */
export function kindOf(
  error: ApiError | null,
): 'unreachable' | 'forbidden' | 'missing' | 'conflict' | 'refused' | 'broken' {
  if (error === null) return 'broken'
  if (error.status === 0 || error.status === 503) return 'unreachable'
  if (error.status === 401 || error.status === 403) return 'forbidden'
  if (error.status === 404) return 'missing'
  if (error.status === 409) return 'conflict'
  return error.status < 500 ? 'refused' : 'broken'
}
