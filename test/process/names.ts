/** Names with a capital letter below a value: `path.to.name`. Texts and ids are values, so that they are not looked at. */
export function capitalNames(value: unknown, path = ''): string[] {
  if (typeof value !== 'object' || value === null) return []
  if (Array.isArray(value)) return value.flatMap((each) => capitalNames(each, path))
  return Object.entries(value).flatMap(([name, inner]) => {
    const at = path === '' ? name : `${path}.${name}`
    return [...(/[A-Z]/.test(name) ? [at] : []), ...capitalNames(inner, at)]
  })
}
