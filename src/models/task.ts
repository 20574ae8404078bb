/** The questions that a classifier answers about a customer's message. */
export const TASKS = ['intent', 'objection'] as const
export type Task = (typeof TASKS)[number]
