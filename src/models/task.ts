/** The questions that a classifier answers about a customer's message. */
export const TASKS = ['intent', 'objection'] as const
export type Task = (typeof TASKS)[number]

/** UTF-16 code units of a message that models read, in training and in answering: the rest costs time and says little. */
const READ_LIMIT = 4096

export const readPart = (text: string): string => (text.length > READ_LIMIT ? text.slice(0, READ_LIMIT) : text)
