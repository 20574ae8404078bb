import type { Experiment } from './answers.ts'

/** The service's decision: a code of the words under `advice`, and its parameters. */
export type Advice = Experiment['decision']

/** Where the greatest loss that is borne lies, what was seen, in the figure's own unit. */
export type Because = Advice['because'][number]
