import { z } from 'zod'
import { settleBy } from '../../labels/annotator-model.ts'
import { conflictsOf } from '../../labels/conflicts.ts'
import { latestPerAnnotator } from '../../labels/ratings.ts'
import { transcript } from '../../labels/review-task.ts'
import type { Ports } from '../wiring.ts'
import { LabelAnswer, labelAnswer } from './label-answer.ts'
import { ConflictAnswer, conflictAnswer } from './labels-conflicts.ts'
import { SampleId } from './queue-lease.ts'
import { Line, lineAnswer } from './queue-task.ts'
import { SampleAnswer, sampleAnswer } from './sample-answer.ts'
import { noSample } from './samples.ts'
import type { App } from './server.ts'

/** GET /v1/samples/:sample_id/comparison. */
export function labelComparisonRoutes(app: App, { pool, labelDesk: desk, labelling, clock }: Ports): void {
  app.get(
    '/v1/samples/:sample_id/comparison',
    {
      config: { scope: 'read' }, // not for annotators: it shows predictions and answers of items that may lie before them
      schema: {
        description:
          'Answers to a sample side by side: the conversation, each annotator’s latest answer that counts, where they differ without a consensus, and the last word if there is one.',
        params: SampleId,
        response: {
          200: z.object({
            sample: SampleAnswer,
            lines: z.array(Line),
            answers: z.array(LabelAnswer).describe('In the order in which they came.'),
            conflicts: z.array(ConflictAnswer).describe('Empty once somebody had the last word.'),
            settled: LabelAnswer.nullable().describe('The last word.'),
          }),
        },
      },
    },
    async ({ params: { sample_id: sampleId } }) => {
      const sample = await pool.sample(sampleId, await clock.now())
      if (sample === null) throw noSample(sampleId)
      const [given, answered, models] = await Promise.all([
        desk.answers(sampleId),
        labelling.answers.ofSample(sampleId),
        labelling.answers.models(),
      ])
      const dialogue = await desk.dialogue(sample.conversationId)
      const settled = given.findLast(({ purpose }) => purpose === 'adjudication')
      return {
        sample: sampleAnswer(sample),
        lines: transcript(dialogue, false).map(lineAnswer),
        answers: latestPerAnnotator(given.filter(({ purpose }) => purpose === 'review')).map(labelAnswer),
        conflicts: answered === null ? [] : conflictsOf(answered, settleBy(models)).map(conflictAnswer),
        settled: settled === undefined ? null : labelAnswer(settled),
      }
    },
  )
}
