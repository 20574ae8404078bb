import type { paths } from '../../generated/api'

export type RulesAnswer = paths['/v1/rules']['get']['responses'][200]['content']['application/json']
export type RuleVersion = RulesAnswer['rules']
export type Trial = paths['/v1/rules/back-test']['post']['responses'][200]['content']['application/json']
