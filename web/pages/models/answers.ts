import type { Answer } from '../../api/answer.ts'

export type Registry = Answer<'/v1/models'>
export type Bundle = Registry['bundles'][number]
export type BundleDetail = Answer<'/v1/bundles/{bundle_id}'>
export type Releases = Answer<'/v1/releases'>
export type LedgerEntry = Releases['ledger'][number]
export type Canary = NonNullable<Releases['canary']>
export type Evaluation = Answer<'/v1/evaluations/{evaluation_id}'>
export type TaskFindings = Evaluation['tasks'][string]
export type Score = TaskFindings['after']
export type Reason = Evaluation['reasons'][number]
export type Item = Answer<'/v1/evaluations/{evaluation_id}/items'>['items'][number]
export type Outcome = Item['outcome']
export type Curve = Answer<'/v1/evaluations/{evaluation_id}/calibration'>['tasks'][string]
export type Snapshot = Answer<'/v1/snapshots/{snapshot_id}'>
export type Run = Answer<'/v1/training'>['runs'][number]
export type Verdict = Evaluation['verdict']
