import type { Task } from '../models/task.ts'

/** What models, also those of others, said in conversations that wait for review. */
export interface SeenLabels {
  waiting(): Promise<Readonly<Record<Task, readonly string[]>>>
}
