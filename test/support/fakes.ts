import { Failure } from '../../src/domain/failure.ts'
import type { ConnectedAccount, User } from '../../src/domain/user.ts'
import type { Providers } from '../../src/providers/index.ts'
import type { RuleType } from '../../src/rules/catalog.ts'
import type { Case, CaseFinding } from '../../src/rules/define.ts'
import type { CommonRule } from '../../src/rules/fields.ts'
import { parseRule } from '../../src/rules/parse-rule.ts'

type Answers = { [Name in keyof Providers]?: Partial<Providers[Name]> }

/** Providers that answer what a test gives them; any other question fails the test. */
export function fakeProviders(answers: Answers = {}): Providers {
  return answers as Providers
}

export const connectedAt = new Date('2026-01-10T00:00:00Z')

export function accountOf(
  platform: string,
  id: string,
  proof: ConnectedAccount['proof'] = 'login',
): ConnectedAccount {
  return { platform, id, handle: 'ada', proof, connectedAt, token: `token-of-${id}` }
}

/** Somebody with an account everywhere, and no wallet. */
export const ada: User = {
  id: 'usr_ada',
  website: 'web_1',
  createdAt: new Date('2026-01-01T00:00:00Z'),
  wallets: [],
  accounts: [accountOf('x', '101'), accountOf('discord', '102'), accountOf('github', '103')],
}

/** The same person, but only the caller says that the account is theirs. */
export function attested(platform: string): User {
  const account = ada.accounts.find((each) => each.platform === platform)
  if (!account) throw new Error(`ada has no account on ${platform}`)
  return { ...ada, accounts: [{ ...account, proof: 'attested' }] }
}

/** The common part of a rule, as a client sends it. */
export const common = {
  name: 'a rule',
  amount: 100,
  startTime: '2026-02-01T00:00:00Z',
  endTime: null,
  loyaltyCurrencyId: 'cur_1',
} as const

export const ruleId = 'rul_1'
export const now = new Date('2026-02-03T12:00:00Z')

/** A stored rule, read as the door reads it. */
export function ruleOf(
  ruleType: RuleType,
  body: Readonly<Record<string, unknown>>,
  resolved: Readonly<Record<string, string>> = {},
): CommonRule {
  const { rule } = parseRule(ruleType, { ...common, type: ruleType.type, ...body })
  return { ...rule, id: ruleId, resolved }
}

export interface Situation extends Partial<Omit<Case, 'rule' | 'claim'>> {
  claim?: Partial<Case['claim']>
}

/** What the rule type finds about one user, asked as the engine asks it. */
export async function findingOf(
  ruleType: RuleType,
  rule: CommonRule,
  answers: Answers,
  { claim, ...situation }: Situation = {},
): Promise<CaseFinding> {
  const window = { key: '0', start: new Date(common.startTime) }
  const each: Case = {
    rule,
    user: ada,
    input: {},
    now,
    ...situation,
    claim: { id: 'rul_1:usr_ada:0', window, acceptedAt: now, origin: 'request', ...claim },
  }
  const [finding] = await ruleType.examine([each], fakeProviders(answers))
  if (!finding) throw new Error('the rule type found nothing')
  return finding
}

/** The pointers of what is wrong with a rule, none if it would be saved. */
export function wrongFields(
  ruleType: RuleType,
  body: Readonly<Record<string, unknown>>,
): { pointer: string; code: string }[] {
  try {
    parseRule(ruleType, { ...common, type: ruleType.type, ...body })
    return []
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    return (error.errors ?? []).map(({ pointer, code }) => ({ pointer, code }))
  }
}
