/**
 * Writes a text[] parameter. The driver does this too, with two regular expressions per element; this looks first
 * whether there is anything to escape.
 */
export function textArray(values: readonly (string | null)[]): string {
  let out = '{'
  for (let i = 0; i < values.length; i++) {
    if (i > 0) out += ','
    const value = values[i]
    if (value === null || value === undefined) out += 'NULL'
    else out += SPECIAL.test(value) ? `"${value.replace(/["\\]/g, '\\$&')}"` : `"${value}"`
  }
  return `${out}}`
}

const SPECIAL = /["\\]/

/**
 * JSON texts as one parameter, cut apart again with `string_to_array($n, e'\x01')`: JSON never holds a raw control
 * character, so nothing needs to be escaped.
 */
export const joined = (jsons: readonly string[]): string => jsons.join('\u0001')
