import { ROLES, type Role } from './roles.ts'

/** Which values of a claim make which role. */
export type RoleMapping = Readonly<Partial<Record<Role, readonly string[]>>>

/**
 * The role that a provider's claims give; of several the highest. null = none: this person is refused.
 *
 * @param path name of the claim, dots go inside: `realm_access.roles`
 * @example claimedRole({ groups: ['ml'] }, 'groups', { engineer: ['ml'] }) // 'engineer'
 */
export function claimedRole(
  claims: Readonly<Record<string, unknown>>,
  path: string,
  mapping: RoleMapping,
): Role | null {
  const values = valuesAt(claims, path)
  return ROLES.findLast((role) => mapping[role]?.some((value) => values.includes(value))) ?? null
}

function valuesAt(claims: Readonly<Record<string, unknown>>, path: string): readonly unknown[] {
  const whole = claims[path] // names of claims may be URLs, with dots of their own
  const found = whole !== undefined ? whole : path.split('.').reduce<unknown>(inside, claims)
  return Array.isArray(found) ? found : [found]
}

const inside = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined
