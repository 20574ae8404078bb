/** In a replay or import, fields that are no ids may hold what a text column cannot: U+0000, half a surrogate pair. */
export function storable<T>(value: T): T {
  const json = JSON.stringify(value)
  if (!/\\u0000|\\ud[89a-f]/.test(json)) return value
  return JSON.parse(json.replace(/(?<!\\)((?:\\\\)*)\\u(?:0000|d[89a-f]..)/g, '$1\\ufffd'))
}
