import type { Evaluation } from './learn.ts'

export type Task = 'intent' | 'objection'

/** A share with its 95 % interval and what it is a share of. Null = nothing to say yet. */
export interface Rate {
  readonly estimate: number | null
  readonly low: number | null
  readonly high: number | null
  readonly of: number
}

export interface ModelFigures {
  readonly task: Task
  readonly messages: number
  readonly before: Rate
  readonly after: Rate
  /** After minus before on the same messages; bootstrap by phrase template, 95 %. */
  readonly difference: { readonly estimate: number; readonly low: number; readonly high: number }
  readonly better: boolean
}

export interface FlagFigures {
  readonly conversations: number
  readonly undecided: number
  readonly flagged: number
  readonly faulty: number
  /** Of flagged conversations, those with a planted fault; of those with a fault, the flagged. */
  readonly precision: Rate
  readonly recall: Rate
  readonly flags_without_fault: number | null
  readonly faults_without_signal: number | null
  /** Of the replies that a flag points at, those that were at fault. */
  readonly suspect_hits: Rate
}

/** What a rule is worth by the verdicts of the demo's reviews, weighted. */
export interface RuleWorth {
  readonly reason: string
  /** Of what it flags, the share at fault; of all faults, the share that it flags. */
  readonly precision: Rate
  readonly recall: Rate
  /** Precision over the share at fault among all conversations. */
  readonly lift: Rate
}

export interface EvidenceFigures {
  readonly rules: readonly RuleWorth[]
  /** Share at fault of all conversations, and of those that no rule flags. */
  readonly base: Rate
  readonly unflagged: Rate
  /** Rules to retire or to add, as the service proposes. */
  readonly proposals: readonly { readonly action: string; readonly name: string }[]
  /** null = the training found too little to learn from. */
  readonly learned: LearnedFigures | null
}

/** Of what is reviewed, the share at fault; of all faults, the share that is reviewed. */
export interface Found {
  readonly precision: Rate
  readonly recall: Rate
}

/** What was learned from the verdicts, scored on users that it had not seen. */
export interface LearnedFigures {
  readonly verdicts: number
  readonly auc: Rate
  /** Both at the same number of reviews; null = too few verdicts to compare. */
  readonly at_budget: {
    /** Reviewed, of all conversations. */
    readonly share: number
    readonly rules: Found
    readonly learned: Found
    readonly difference: Found
  } | null
  /** Mean F1 over the parts of which one failed: learned, and by the suspect table; null = no turn is known. */
  readonly parts: { readonly learned: Rate; readonly table: Rate; readonly turns: number } | null
}

export interface LiveAccuracy {
  readonly figure: string
  readonly estimated: Rate
  /** With the annotators' known error rate taken out. */
  readonly corrected: Rate
  readonly effective_size: number
  /** From planted truth, over every predicted turn (conversation). */
  readonly true_value: number
  /** Does the corrected interval hold the true value? */
  readonly covered: boolean
  /** Share among the reviewed without weights: what a pool of bad cases would make one believe. */
  readonly unweighted: number | null
}

export interface ConversionFigures {
  readonly bundle: string
  readonly conversion: Rate
  readonly conversion_immature: number
  readonly click_through: Rate
}

/** One round from labels to customers. Instants are epoch milliseconds of the simulated time. */
export interface RoundFigures {
  readonly at: number
  readonly labelled_samples: number
  readonly run_id: string
  readonly snapshot: string | null
  readonly candidate: string | null
  readonly verdict: Evaluation['verdict'] | null
  readonly reasons: Evaluation['reasons']
  readonly canary_at: number | null
  readonly live_at: number | null
  /** When its figures took it back. */
  readonly stopped_at: number | null
  readonly canary_findings: readonly string[]
}

/** The figures of one demo, as `demo --json` prints them. Shares are of 1. */
export interface DemoFigures {
  readonly seed: string
  readonly world: {
    readonly days: number
    readonly conversations: number
    readonly turns: number
    readonly chinese: number
    readonly annotator_error_rate: number
  }
  readonly models: readonly ModelFigures[]
  readonly rounds: readonly RoundFigures[]
  /** What a canary gets, and the losses that its intervals must exclude; shares are of 1. */
  readonly canary: { readonly share: number; readonly click_through_margin: number; readonly errors_margin: number }
  readonly first_bundle: string
  readonly last_bundle: string
  readonly hand_written_examples: number
  readonly flags: FlagFigures
  readonly evidence: EvidenceFigures
  readonly live_accuracy: readonly LiveAccuracy[]
  readonly conversion: readonly ConversionFigures[]
  readonly during_canary: readonly {
    readonly live: ConversionFigures
    readonly canary: ConversionFigures
    readonly difference: Rate
  }[]
  readonly review: {
    readonly samples: number
    readonly turns: number
    readonly hours: number
    readonly wrong_answers: number
  }
  readonly events: {
    readonly delivered: number
    readonly dropped: number
    readonly predictions: number
    readonly unanswered: number
  }
  readonly time: {
    readonly steps: readonly { readonly step: string; readonly seconds: number }[]
    readonly total: number
  }
}

/** Where the console shows the demo's data while it serves on. */
export interface DemoConsole {
  readonly address: string
  /** Opens once, without a password, within a day. */
  readonly link: string
  readonly expires_at: number
}
