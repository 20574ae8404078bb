import { Worker } from 'node:worker_threads'

/** Which worlds are played, by how many threads. */
export interface ManyWorlds {
  readonly seeds: number
  readonly firstSeed: number
  readonly threads: number
}

/** What a worker thread is given as its `workerData`: its share of the seeds, and what all threads have in common. */
export interface WorldsOrder<Common> {
  readonly seeds: readonly number[]
  readonly common: Common
}

/**
 * Plays many worlds in worker threads. The module at `worker` reads a `WorldsOrder` from `workerData` and posts one result
 * with its `seed` for each of its seeds; a progress line goes to a terminal, and nowhere else.
 *
 * @param worker of the bench, e.g. `new URL('./coverage-worker.ts', import.meta.url)`
 * @param common plain data that every thread gets
 * @returns one result per seed, in the order of seeds, whatever the threads
 * @throws what a thread threw, and when one ended before it had posted all its results
 */
export async function playWorlds<Common, Result extends { readonly seed: number }>(
  worker: URL,
  { seeds, firstSeed, threads }: ManyWorlds,
  common: Common,
): Promise<Result[]> {
  const results: Result[] = []
  const keep = (result: Result): void => {
    results.push(result)
    if (process.stderr.isTTY) process.stderr.write(`\r${results.length} of ${seeds} worlds`)
  }
  const all = Array.from({ length: seeds }, (_, i) => firstSeed + i)
  const shares = Array.from({ length: threads }, (_, thread) => all.filter((_, i) => i % threads === thread))
  await Promise.all(shares.map((share) => runThread<Common, Result>(worker, { seeds: share, common }, keep)))
  if (process.stderr.isTTY) process.stderr.write('\n')
  return results.sort((a, b) => a.seed - b.seed)
}

function runThread<Common, Result>(worker: URL, order: WorldsOrder<Common>, keep: (result: Result) => void) {
  return new Promise<void>((resolve, reject) => {
    const thread = new Worker(worker, { workerData: order })
    let posted = 0
    thread.on('message', (result: Result) => {
      posted++
      keep(result)
    })
    thread.on('error', reject)
    thread.on('exit', (code) => {
      if (posted === order.seeds.length) resolve()
      else
        reject(new Error(`A thread of ${worker.pathname} ended with ${code} after ${posted} of ${order.seeds.length}.`))
    })
  })
}
