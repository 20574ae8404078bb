import { writeFile } from 'node:fs/promises'
import type { Command } from 'commander'
import { LoopError } from '../../errors/loop-error.ts'
import type { ThresholdAim } from '../../models/same-threshold.ts'
import type { Between, SimilarityAbout } from '../../models/train-similarity.ts'

interface TrainOptions {
  readonly pairs: string
  readonly out: string
  readonly precision?: string
  readonly seed: string
  readonly json?: true
}

/** `salesloop similarity train`: when two messages are the same question, learned from labelled pairs. */
export function registerSimilarity(program: Command): void {
  program
    .command('similarity')
    .description('When two messages are the same question, learned from labelled pairs.')
    .command('train')
    .description('Trains a measure from pairs and chooses its threshold on pairs that it did not see.')
    .requiredOption('--pairs <file>', 'JSON lines {"q1", "q2", "label"}, label 1 = the same question; gzip or not')
    .option('--out <file>', 'the model; replaced when it exists', 'similarity.model')
    .option('--precision <share>', 'the threshold with most recall at this precision; without it, the highest F1')
    .option('--seed <text>', 'same pairs and seed, same bytes', '1')
    .option('--json', 'one JSON object as the answer')
    .addHelpText(
      'after',
      '\nExample:\n  salesloop similarity train --pairs pairs.jsonl --precision 0.9\n\nThen name the model in a feature configuration: {"question": {"measure": {"file": "similarity.model"}}}',
    )
    .action(async (options: TrainOptions) => {
      const { readPairs } = await import('../similarity-pairs-file.ts')
      const { trainSimilarity } = await import('../../models/train-similarity.ts')
      const { encodeSimilarity, similarityName } = await import('../../models/similarity-code.ts')
      const aim = aimOf(options.precision)
      const trained = trainSimilarity(await readPairs(options.pairs), options.seed, aim)
      const bytes = encodeSimilarity(trained)
      await writeFile(options.out, bytes)
      const name = similarityName(bytes)
      const { about } = trained
      const answer = { file: options.out, bytes: bytes.length, sha256: name, ...about }
      process.stdout.write(options.json ? `${JSON.stringify(answer)}\n` : told(options.out, bytes.length, name, about))
    })
}

function aimOf(precision: string | undefined): ThresholdAim {
  if (precision === undefined) return { kind: 'f1' }
  const least = Number(precision)
  if (least > 0 && least < 1) return { kind: 'precision', least }
  throw new LoopError(
    'LOOP_BAD_OPTION',
    `--precision ${precision} is no share. Give a number between 0 and 1, such as 0.9.`,
  )
}

function told(file: string, bytes: number, name: string, about: SimilarityAbout): string {
  const shown = ({ value, low, high }: Between) => `${value.toFixed(3)} (${low.toFixed(3)} to ${high.toFixed(3)})`
  return `${file}: ${(bytes / 1e6).toFixed(1)} MB, SHA-256 ${name.slice(0, 12)}…
From ${about.pairs} pairs, ${about.same} of them the same question, in ${about.components} parts that share no text.
Threshold ${about.threshold.toFixed(4)}. On pairs it did not see: F1 ${shown(about.f1)}, precision ${shown(about.precision)}, recall ${shown(about.recall)}.
`
}
