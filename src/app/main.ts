import { Command } from 'commander'
import { LoopError } from '../errors/loop-error.ts'
import { registerBackup } from './cli/backup.ts'
import { registerBatch } from './cli/batch.ts'
import { registerDemo } from './cli/demo.ts'
import { registerErase } from './cli/erase.ts'
import { registerEtl } from './cli/etl.ts'
import { registerEvaluate } from './cli/evaluate.ts'
import { registerExperiment } from './cli/experiment.ts'
import { registerFaults } from './cli/faults.ts'
import { registerImport } from './cli/import.ts'
import { registerKeys } from './cli/keys.ts'
import { registerLoop } from './cli/loop.ts'
import { registerMask } from './cli/mask.ts'
import { registerPartSets } from './cli/part-sets.ts'
import { registerPool } from './cli/pool.ts'
import { registerRefold } from './cli/refold.ts'
import type { RegisterCommand } from './cli/register.ts'
import { registerRelease } from './cli/release.ts'
import { registerReleasePolicy } from './cli/release-policy.ts'
import { registerRules } from './cli/rules.ts'
import { registerShow } from './cli/show.ts'
import { registerSimilarity } from './cli/similarity.ts'
import { registerSimulate } from './cli/simulate.ts'
import { registerTrain } from './cli/train.ts'
import { registerUp } from './cli/up.ts'
import { registerUsers } from './cli/users.ts'
import { registerWorker } from './cli/worker.ts'
import { parseSettings } from './settings.ts'

const COMMANDS: readonly RegisterCommand[] = [
  registerUp,
  registerDemo,
  registerImport,
  registerBackup,
  registerBatch,
  registerRefold,
  registerSimilarity,
  registerKeys,
  registerUsers,
  registerSimulate,
  registerMask,
  registerErase,
  registerPool,
  registerRules,
  registerFaults,
  registerTrain,
  registerPartSets,
  registerEvaluate,
  registerRelease,
  registerReleasePolicy,
  registerExperiment,
  registerLoop,
  registerEtl,
  registerShow,
  registerWorker,
]

/** Exit code 2: the command is to be written differently. All else is a failure, 1. */
const WRONG_USE = new Set([
  ...[
    'LOOP_BAD_OPTION',
    'LOOP_BAD_FEATURE_CONFIG',
    'LOOP_BAD_PAIRS',
    'LOOP_TOO_FEW_PAIRS',
    'LOOP_FEATURE_CONFIG_DIFFERS',
    'LOOP_LATENESS_FIXED',
    'LOOP_BAD_SETTING',
    'LOOP_BAD_WORLD',
    'LOOP_BAD_REQUEST',
    'LOOP_MIXED_INPUT',
    'LOOP_NO_FILE',
    'LOOP_NO_DATA',
    'LOOP_BAD_ERASURE',
  ],
  ...[
    'LOOP_FILE_EXISTS',
    'LOOP_NOT_EMPTY',
    'LOOP_NO_API_KEY',
    'LOOP_NO_AUTH_OPEN',
    'LOOP_REPLAY_OPEN',
    'LOOP_CLOCK_MIXED',
  ],
  ...['LOOP_DATA_DIR_CLOSED', 'LOOP_RESTORE_UNFINISHED'],
])

async function main(): Promise<void> {
  const program = new Command('salesloop')
    .description('Closes the loop between a sales assistant in production and the models inside it.')
    .exitOverride((error) => {
      process.exitCode = error.exitCode === 0 ? 0 : 2
      throw error
    })
    .showHelpAfterError('(salesloop --help lists what there is)')
  const settings = parseSettings(process.env)
  for (const register of COMMANDS) register(program, settings)
  await program.parseAsync()
}

/** Whoever reads the output has seen enough (`salesloop simulate | head`). */
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
  process.exit(1)
})

main().catch((error: unknown) => {
  if (error instanceof LoopError) {
    process.stderr.write(`salesloop: ${error.message} [${error.code}]\n`)
    process.exitCode ||= WRONG_USE.has(error.code) ? 2 : 1
  } else if (!String((error as { code?: unknown } | null)?.code).startsWith('commander.')) {
    process.stderr.write(`salesloop: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
    process.exitCode ||= 1
  }
})
