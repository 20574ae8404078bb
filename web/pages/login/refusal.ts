const KNOWN = {
  LOOP_ACCOUNT_DISABLED: 'refused.disabled',
  LOOP_BAD_LOGIN: 'refused.badLogin',
  LOOP_LINK_SPENT: 'refused.spent',
  LOOP_LOGIN_BUSY: 'refused.busy',
  LOOP_LOGIN_LOCKED: 'refused.locked',
  LOOP_LOGIN_TAKEN: 'refused.taken',
  LOOP_LOGIN_WRONG: 'refused.wrong',
  LOOP_NAME_RESERVED: 'refused.reserved',
  LOOP_OIDC_FAILED: 'refused.provider',
  LOOP_OIDC_NO_ROLE: 'refused.noRole',
  LOOP_PASSWORD_WEAK: 'refused.weak',
} as const

/** The words for why somebody was not let in. */
export const refusalOf = (code: string): (typeof KNOWN)[keyof typeof KNOWN] | 'refused.other' =>
  KNOWN[code as keyof typeof KNOWN] ?? 'refused.other'
