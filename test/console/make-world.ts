import { worldFolder } from './world.ts'

/** Runs once before the browser tests: else each worker would make the same world beside the others. */
export const setup = async (): Promise<void> => void (await worldFolder())
