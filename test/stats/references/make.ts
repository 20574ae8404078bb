import { resolve } from 'node:path'
import { pythonWith, run } from '../../../bench/python-environment.ts'

/** Makes the reference tables anew (npm run references): see make.py. Arguments are names of tables. */
const here = import.meta.dirname
const made = run(pythonWith(resolve(here, 'requirements.txt')), [resolve(here, 'make.py'), ...process.argv.slice(2)])
run(resolve(here, '../../../node_modules/.bin/biome'), ['format', '--write', here])
process.stdout.write(made)
