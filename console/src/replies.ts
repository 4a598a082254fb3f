import type { z } from 'zod'
import type { problem } from '../../src/api/problem-schemas.ts'
import type { rule } from '../../src/api/replies.ts'
import type { session } from '../../src/api/session.ts'
import type { currency } from '../../src/api/snag/currencies.ts'
import type { listedClaim, retried, voided } from '../../src/api/snag/claim-list.ts'
import type { entry } from '../../src/api/snag/entry-reply.ts'
import type { entryUndone } from '../../src/api/snag/entry-reversals.ts'
import type { claimReasons } from '../../src/api/snag/claim-reasons.ts'
import type { listed as group } from '../../src/api/snag/groups.ts'
import type { overview } from '../../src/api/snag/overview.ts'
import type { receipt } from '../../src/api/snag/receipt.ts'
import type { ruleEdit } from '../../src/api/snag/rule-edits.ts'
import type { ruleType } from '../../src/api/snag/rule-types.ts'
import type { listedRule, validation } from '../../src/api/snag/rules.ts'
import type { source } from '../../src/api/snag/sources.ts'
import type { line } from '../../src/api/snag/statements.ts'
import type { transaction } from '../../src/api/snag/transactions.ts'
import type { streamedClaim, streamedClaims } from '../../src/api/stream.ts'
import type { user } from '../../src/api/snag/user-reply.ts'
import type { userStanding } from '../../src/api/snag/user-standings.ts'
import type { userSummary } from '../../src/api/snag/user-summary.ts'
import type { ruleWhyNot } from '../../src/api/snag/user-why-not.ts'
import type { Schema } from './form/schema.ts'

// What the API answers, as its own schemas say it. Types vanish: nothing of the server is in the console.

export type ProblemReply = z.output<typeof problem>
export type Session = z.output<typeof session>
export type Currency = z.output<typeof currency>
export type Entry = z.output<typeof entry>
export type EntryUndone = z.output<typeof entryUndone>
export type StatementLine = z.output<typeof line>
export type Transaction = z.output<typeof transaction>
export type User = z.output<typeof user>
export type UserStanding = z.output<typeof userStanding>
export type UserSummary = z.output<typeof userSummary>
export type RuleWhyNot = z.output<typeof ruleWhyNot>
export type ListedClaim = z.output<typeof listedClaim>
export type StreamedClaim = z.output<typeof streamedClaim>
export type StreamedClaims = z.output<typeof streamedClaims>
export type Retried = z.output<typeof retried>
export type Voided = z.output<typeof voided>
export type Receipt = z.output<typeof receipt>
export type Rule = z.output<typeof rule>
export type ListedRule = z.output<typeof listedRule>
export type Overview = z.output<typeof overview>
export type Source = z.output<typeof source>

export interface Page<Item> {
  data: Item[]
  hasNextPage: boolean
}

export interface UserCount {
  users: number
  withPoints: number
}

export type Group = z.output<typeof group>
export type Validation = z.output<typeof validation>
export type RuleEdit = z.output<typeof ruleEdit>
export type ClaimReasons = z.output<typeof claimReasons>

/** A type of the catalogue; its schema has the shape that forms are drawn from. */
export type RuleType = Omit<z.output<typeof ruleType>, 'schema'> & { schema: Schema }
