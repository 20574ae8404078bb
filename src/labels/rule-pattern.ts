import { RE2JS } from 're2js'
import { LoopError } from '../errors/loop-error.ts'

/** Longest pattern, in UTF-16 code units. */
export const MAX_PATTERN_LENGTH = 1000
/** Instructions of the compiled pattern. Time per character of text grows with them: 2,000 cost about 25 µs at worst. */
const MAX_INSTRUCTIONS = 2000

/** Does a text show what a rule looks for? Time grows linearly with the text, whatever the pattern. */
export type TextTest = (text: string) => boolean

/**
 * Compiles a pattern of a labelling rule: RE2 syntax, found anywhere in the text, upper and lower case alike.
 *
 * The engine is RE2's automaton (re2js), so no pattern can take exponential time. What would need backtracking
 * (back-references, look-around) has no meaning in it and is refused.
 *
 * Throws LOOP_BAD_PATTERN, saying what is wrong and what is allowed.
 * @example textTest('多少钱|how much')('How much is it?') // true
 */
export function textTest(pattern: string): TextTest {
  if (pattern.trim() === '') throw badPattern(pattern, 'it is empty and would fit every text')
  if (pattern.length > MAX_PATTERN_LENGTH) {
    throw badPattern(pattern, `it has ${pattern.length} characters, and ${MAX_PATTERN_LENGTH} are allowed`)
  }
  const compiled = compile(pattern)
  const instructions = compiled.programSize()
  if (instructions > MAX_INSTRUCTIONS) {
    throw badPattern(pattern, `it unfolds to ${instructions} steps, and ${MAX_INSTRUCTIONS} are allowed`)
  }
  if (compiled.test('')) throw badPattern(pattern, 'it fits the empty text, so it would fit every text')
  return (text) => compiled.test(text)
}

function compile(pattern: string): RE2JS {
  try {
    return RE2JS.compile(pattern, RE2JS.CASE_INSENSITIVE)
  } catch (error) {
    const said = String((error as Error).message).replace(/^error parsing regexp: /, '')
    throw badPattern(pattern, said)
  }
}

const badPattern = (pattern: string, why: string): LoopError =>
  new LoopError(
    'LOOP_BAD_PATTERN',
    `The pattern '${pattern.slice(0, 80)}' is refused: ${why}. Patterns are regular expressions in RE2 syntax, without back-references, look-ahead and look-behind; repeats go up to 1000.`,
  )
