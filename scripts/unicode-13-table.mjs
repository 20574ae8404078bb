/**
 * Writes src/features/unicode-13-table.ts from the general categories of Unicode 13.0.
 *
 * The table is committed, because the Unicode version of a JavaScript engine, a JVM or a Python is whatever it
 * happens to be. To make it again, install npm's `@unicode/unicode-13.0.0` in a folder outside of the repository:
 *   node scripts/unicode-13-table.mjs FOLDER/node_modules/@unicode/unicode-13.0.0 > src/features/unicode-13-table.ts
 */
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'

const CODE_POINTS = 0x110000
const folder = process.argv[2]
if (folder === undefined) throw new Error('Name the folder of @unicode/unicode-13.0.0.')

async function codePointsOf(category) {
  const file = join(resolve(folder), 'General_Category', category, 'code-points.mjs')
  return new Set((await import(pathToFileURL(file).href)).default)
}

/** Lengths of alternating runs outside and inside of the set, in base 36, ten lines of text at most per kilobyte. */
function runsOf(inside) {
  const lengths = []
  let length = 0
  let state = false
  for (let point = 0; point < CODE_POINTS; point++) {
    if (inside(point) === state) length++
    else {
      lengths.push(length)
      length = 1
      state = !state
    }
  }
  lengths.push(length)
  return lengths.map((n) => n.toString(36)).join(' ')
}

function literal(name, comment, text) {
  const lines = text.match(/.{1,108}(?: |$)/g)
  return `/** ${comment} */\nexport const ${name} =\n${lines.map((line) => `  '${line}'`).join(' +\n')}\n`
}

const [unassigned, letters, numbers] = await Promise.all(['Unassigned', 'Letter', 'Number'].map(codePointsOf))
const how = 'lengths of alternating runs from code point 0, outside first, in base 36.'
process.stdout.write(
  [
    '// Made by scripts/unicode-13-table.mjs; do not edit.\n',
    literal(
      'UNASSIGNED_RUNS',
      `Code points not assigned in Unicode 13.0 (category Cn): ${how}`,
      runsOf((p) => unassigned.has(p)),
    ),
    literal(
      'LETTER_OR_NUMBER_RUNS',
      `Code points of the Unicode 13.0 categories L and N: ${how}`,
      runsOf((p) => letters.has(p) || numbers.has(p)),
    ),
  ].join('\n'),
)
