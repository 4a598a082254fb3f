import { z } from 'zod'
import { Failure } from '../domain/failure.ts'
import type { FieldError } from '../domain/failure.ts'
import type { Pin } from '../domain/pin.ts'
import type { ClaimType, Frequency, Interval, Lifetime, RewardType, Terms } from '../domain/rule.ts'
import type { Task } from '../domain/task.ts'
import type { ConnectedAccount, User, Wallet } from '../domain/user.ts'
import type { Trust, Verdict } from '../domain/verdict.ts'
import type { Providers } from '../providers/index.ts'
import { commonFields, commonMetadata, rangeMetadata } from './fields.ts'
import type { CommonRule } from './fields.ts'

/** What a user must have connected before a rule type can ask anything. */
export type Requirement = 'wallet' | 'x' | 'discord' | 'github'

type Shape = z.ZodRawShape
type Nothing = Record<never, never>
type Parsed<S extends Shape> = keyof S extends never ? unknown : z.output<z.ZodObject<S>>
type OneOrMore<T> = readonly [T, ...T[]]

/** A rule as its own type reads it. */
export type RuleOf<Fields extends Shape, Metadata extends Shape> = CommonRule &
  Parsed<Fields> & { metadata: Parsed<Metadata> }

type Connected<R> = R extends 'wallet'
  ? { wallets: OneOrMore<Wallet> }
  : R extends Requirement
    ? { account: ConnectedAccount }
    : unknown

/** One user's case: everything a rule type is told before it asks. */
export type Check<R, Fields extends Shape, Metadata extends Shape, Input extends Shape> = {
  rule: RuleOf<Fields, Metadata>
  user: User
  input: Parsed<Input>
} & Circumstances &
  Connected<R>

/** When and for what a case is examined. */
export interface Circumstances {
  claim: {
    id: string
    window: { key: string; start: Date; end?: Date | undefined }
    acceptedAt: Date
    /** Who asked: somebody, a sweep of everybody, or what was counted. */
    origin?: 'request' | 'sweep' | 'event' | undefined
  }
  /** Set when a whole window is judged at one point. */
  pin?: Pin | undefined
  now: Date
}

/** A case as it is stored: the rule and what the claimant handed in are still to be parsed. */
export interface Case extends Circumstances {
  rule: object
  user: User
  input: unknown
}

/** A surprise about one case of a page is that case's finding; one that is thrown is the whole page's. */
export type CaseFinding = Verdict | Failure

interface Definition<
  Type extends string,
  R extends Requirement | undefined,
  Fields extends Shape,
  Metadata extends Shape,
  Input extends Shape,
> {
  /** The wire name, spelled as clients and stored rules spell it. */
  type: Type
  title: string
  description: string
  family: string
  trust: Trust
  /** Which provider answers; its name names the queue that verifications wait in. */
  provider: keyof Providers
  /** What the user must have connected; a check then carries it. */
  requires?: R
  claimTypes: OneOrMore<ClaimType>
  rewardTypes: OneOrMore<RewardType>
  /** @default ['permanent'] */
  lifetimes?: OneOrMore<Lifetime>
  /** The cadences its users may choose, out of those the table allows; the first is the default. */
  frequencies?: OneOrMore<Frequency>
  intervals?: OneOrMore<Interval>
  /** Whether the reward may be tiered by the verdict's amount. */
  ranges?: boolean
  /** Whether `maxAmountPerInterval` may be set. */
  caps?: boolean
  /** Whether `POST /api/loyalty/rules/{id}/complete` is accepted. @default true */
  completable?: boolean
  /** Top-level fields this type reads beside the common ones. */
  fields?: Fields
  metadata?: Metadata
  /** What the claimant hands in, by the names of the body of `complete`. */
  input?: Input
  /** What concerns more than one field. */
  refuse?(rule: RuleOf<Fields, Metadata>): readonly FieldError[]
  /** Turns names that may change hands into ids that may not, once, when the rule is saved. */
  resolve?(rule: RuleOf<Fields, Metadata>, providers: Providers): Promise<Record<string, string>>
  /** What the rule promises beyond its amount and tiers. */
  terms?(rule: RuleOf<Fields, Metadata>): Partial<Terms>
  /** What is counted as it is reported, where that is what the type pays for. Nothing sweeps its rules then. */
  task?(rule: RuleOf<Fields, Metadata>): Task
  /** Seconds that must pass between the claim and the first look, and what the claimant reads meanwhile. */
  delay?(rule: RuleOf<Fields, Metadata>): { seconds: number; message: string }
  /** Where a whole window is judged: now, or as of `at` when it was missed. */
  pin?(rule: RuleOf<Fields, Metadata>, providers: Providers, at?: Date): Promise<Pin>
  verify?(check: Check<R, Fields, Metadata, Input>, providers: Providers): Promise<Verdict>
  /** Where asking in bulk is cheaper. Answers in the order of the checks. */
  verifyMany?(
    checks: readonly Check<R, Fields, Metadata, Input>[],
    providers: Providers,
  ): Promise<readonly CaseFinding[]>
}

/** How many single verifications of a page are under way at once. */
const abreast = 8

/** Completes a definition: fills in its defaults and derives the schema of a stored rule of this type. */
export function defineRule<
  const Type extends string,
  const R extends Requirement | undefined = undefined,
  Fields extends Shape = Nothing,
  Metadata extends Shape = Nothing,
  Input extends Shape = Nothing,
>(definition: Definition<Type, R, Fields, Metadata, Input>) {
  type Rule = RuleOf<Fields, Metadata>
  type Own = Check<R, Fields, Metadata, Input>

  const {
    ranges = false,
    caps = false,
    completable = true,
    lifetimes = ['permanent'] as const,
  } = definition
  const schema = z.strictObject({
    ...commonFields({ ...definition, caps, lifetimes }),
    ...definition.fields,
    type: z.literal(definition.type).meta({ title: 'Type', group: 'basics', widget: 'hidden' }),
    metadata: z
      .strictObject({ ...commonMetadata, ...(ranges ? rangeMetadata : {}), ...definition.metadata })
      .prefault({})
      .meta({ title: definition.title, group: 'basics' }),
  })
  const input = z.object(definition.input ?? {})

  // The stored rule was parsed by this very schema when it was saved; only the compiler does not know.
  const own = (rule: object) => rule as Rule

  return {
    type: definition.type,
    title: definition.title,
    description: definition.description,
    family: definition.family,
    trust: definition.trust,
    provider: definition.provider,
    requires: definition.requires,
    claimTypes: definition.claimTypes,
    rewardTypes: definition.rewardTypes,
    isPinned: definition.pin !== undefined,
    isTask: definition.task !== undefined,
    lifetimes,
    ranges,
    caps,
    completable,
    schema,
    input,
    refuse: (rule: object) => definition.refuse?.(own(rule)) ?? [],
    resolve: async (rule: object, providers: Providers) =>
      definition.resolve?.(own(rule), providers) ?? {},
    terms: (rule: object): Partial<Terms> => definition.terms?.(own(rule)) ?? {},
    task: (rule: object): Task | undefined => definition.task?.(own(rule)),
    delay: (rule: object) => definition.delay?.(own(rule)),
    pin: async (rule: object, providers: Providers, at?: Date) =>
      definition.pin?.(own(rule), providers, at),

    /** Finds what is required, asks, and answers in the order of the cases. */
    async examine(cases: readonly Case[], providers: Providers): Promise<readonly CaseFinding[]> {
      const findings = new Array<CaseFinding>(cases.length)
      const ready: { index: number; check: Own }[] = []
      cases.forEach((each, index) => {
        const check = checkOf(each)
        if (check instanceof Failure) findings[index] = check
        else ready.push({ index, check })
      })
      const found = await ask(
        ready.map(({ check }) => check),
        providers,
      )
      ready.forEach(({ index }, position) => {
        findings[index] =
          found[position] ?? new Failure('provider_changed', 'no finding for this case')
      })
      return findings
    },
  }

  function checkOf({ rule, user, input: given, claim, pin, now }: Case): Own | Failure {
    const connected = connectedOf(user, definition.requires)
    if (connected instanceof Failure) return connected
    const handedIn = input.safeParse(given)
    if (!handedIn.success) {
      return new Failure('invalid_request', z.prettifyError(handedIn.error))
    }
    const check = { rule: own(rule), user, input: handedIn.data, claim, pin, now, ...connected }
    return check as unknown as Own
  }

  async function ask(
    checks: readonly Own[],
    providers: Providers,
  ): Promise<readonly CaseFinding[]> {
    if (checks.length === 0) return []
    if (definition.verifyMany) return definition.verifyMany(checks, providers)

    const findings = new Array<CaseFinding>(checks.length)
    let next = 0
    async function walk() {
      for (let index = next++; index < checks.length; index = next++) {
        findings[index] = await one(checks[index] as Own, providers)
      }
    }
    await Promise.all(Array.from({ length: Math.min(abreast, checks.length) }, walk))
    return findings
  }

  async function one(check: Own, providers: Providers): Promise<CaseFinding> {
    if (!definition.verify) throw new Error(`${definition.type} verifies nothing`)
    try {
      return await definition.verify(check, providers)
    } catch (error) {
      if (error instanceof Failure) return error
      throw error
    }
  }
}

/** What people call a connection, in Snag's sentences: `Twitter not connected`. */
export const connectionNames: Readonly<Record<Requirement, string>> = {
  wallet: 'Wallet',
  x: 'Twitter',
  discord: 'Discord',
  github: 'GitHub',
}

function connectedOf(user: User, requirement: Requirement | undefined) {
  if (!requirement) return {}
  if (requirement === 'wallet' && user.wallets.length > 0) return { wallets: user.wallets }
  const account = user.accounts.find(({ platform }) => platform === requirement)
  if (account) return { account }
  return new Failure('not_connected', `${connectionNames[requirement]} not connected`)
}
