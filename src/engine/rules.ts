import type { Logger } from 'pino'
import { Failure } from '../domain/failure.ts'
import type { FieldError } from '../domain/failure.ts'
import type { Providers } from '../providers/index.ts'
import { ruleTypeOf } from '../rules/catalog.ts'
import type { RuleType } from '../rules/catalog.ts'
import type { RuleDefinition } from '../rules/check-rule.ts'
import type { Warning } from '../rules/foreign-fields.ts'
import { inKnownShape } from '../rules/known-shape.ts'
import { parseRule } from '../rules/parse-rule.ts'
import { creatableTypeOf } from '../rules/unusable-types.ts'
import type { Store } from '../store/index.ts'
import type { RuleRecord, RuleVersion } from '../store/rules.ts'
import type { Website } from '../store/websites.ts'
import { changeOnce, idFor, makeOnce } from './keyed.ts'
import type { Keyed } from './keyed.ts'
import { checkReferences } from './rule-references.ts'
import type { Schedules } from './schedules.ts'
import { invalid, isWithin, notFound, refuseTaken, within } from './scope.ts'
import type { Scope } from './scope.ts'
import { soon } from './soon.ts'

export interface RulesOptions {
  store: Store
  providers: Providers
  schedules: Pick<Schedules, 'ensure' | 'trigger'>
  log: Logger
  now: () => Date
}

/** A rule as a client sends it, by the names of the Snag API. */
export type RuleBody = Readonly<Record<string, unknown>>

export interface Saved {
  record: RuleRecord
  warnings: readonly Warning[]
}

/** What a rule is to say, and the version whose looked-up names hold as long as it names the same. */
interface Change {
  said: RuleBody
  known: Pick<RuleRecord, 'definition' | 'resolved'>
  deletedAt: Date | null | undefined
  by: string | undefined
}

/** What of a rule stays as it was made, whatever an update says. */
const frozen = [
  'type',
  'isDappRule',
  'loyaltyBadgeId',
  'backgroundAssetUrl',
  'loyaltyUserAllotmentCsvUrl',
  'duplicatedFromId',
]

/** Rules as their authors handle them: made, changed (each change is a version), deleted, taken back. */
export function createRules({ store, providers, schedules, log, now }: RulesOptions) {
  /** Throws `invalid_request` and `not_found` with pointers, or what kept a name from being looked up. */
  async function create(
    { org, _id: website }: Website,
    body: RuleBody,
    keyed?: Keyed,
    by?: string,
  ): Promise<Saved> {
    const type = creatableTypeOf(body.type)
    const { rule, warnings } = parseRule(type, body)
    const _id = idFor('rul', keyed)
    const make = async (): Promise<RuleRecord> => {
      await checkReferences(store, { org, website }, rule)
      const at = now()
      const place = { _id, org, website, type: type.type, version: 1 }
      const times = { createdAt: at, updatedAt: at, deletedAt: null }
      const made = {
        ...partsOf(type, rule),
        ...place,
        ...times,
        by,
        resolved: await resolved(type, rule),
      }
      await store.rules.save(made)
      return made
    }
    const record = await makeOnce(keyed, make, () => store.rules.find(org, _id)).catch(
      refuseTaken('rule'),
    )
    await publish(record)
    return { record, warnings }
  }

  /** What `create` would say, without creating anything. */
  async function validate({ org, _id: website }: Website, body: RuleBody) {
    try {
      const type = creatableTypeOf(body.type)
      const { rule, warnings } = parseRule(type, body)
      await checkReferences(store, { org, website }, rule)
      await resolved(type, rule)
      return { rule, warnings, errors: [] }
    } catch (error) {
      if (!(error instanceof Failure) || !error.errors) throw error
      return { rule: null, warnings: [], errors: error.errors }
    }
  }

  /** Deleted ones included. Throws `not_found`. */
  async function find(scope: Scope, id: string): Promise<RuleRecord> {
    return within(scope, await store.rules.find(scope.org, id), 'rule')
  }

  /** Throws like `create`, and `key_conflict` when somebody else is editing the same rule. */
  async function update(
    scope: Scope,
    id: string,
    body: RuleBody,
    keyed?: Keyed,
    by?: string,
  ): Promise<Saved> {
    const before = await find(scope, id)
    refuseFrozen(before, body)
    const said = { ...before.definition, ...inKnownShape(ruleTypeOf(before.type), changesOf(body)) }
    const change = { said, known: before, deletedAt: deletionIn(body, before), by }
    return write(before, change, keyed)
  }

  /** Stops a rule, or lets it go on. Nothing is written if it is so already. */
  async function pause(
    scope: Scope,
    id: string,
    isPaused: boolean,
    keyed?: Keyed,
    by?: string,
  ): Promise<RuleRecord> {
    const before = await find(scope, id)
    if (before.definition.isPaused === isPaused) return before
    return (await update(scope, id, { isPaused }, keyed, by)).record
  }

  /** Makes a rule say again what it said in a version; that is a new version. Throws like `update`. */
  async function restore(scope: Scope, edit: string, keyed?: Keyed, by?: string): Promise<Saved> {
    const [, rule = '', number = ''] = /^(.+):(\d{1,9})$/.exec(edit) ?? []
    const before = await store.rules.find(scope.org, rule)
    const version = before && (await store.rules.findVersion(scope.org, rule, Number(number)))
    if (!version || !isWithin(scope, before)) throw notFound('rule edit')
    const change = { said: version.definition, known: version, deletedAt: before.deletedAt, by }
    return write(before, change, keyed)
  }

  async function write(before: RuleRecord, change: Change, keyed?: Keyed): Promise<Saved> {
    const { said, known, deletedAt, by } = change
    const type = ruleTypeOf(before.type)
    const { rule, warnings } = parseRule(type, said)
    await checkReferences(store, before, rule)
    const wanted: RuleRecord = {
      ...before,
      ...partsOf(type, rule),
      version: before.version + 1,
      // A name is looked up when it is written down; whoever bears it later is somebody else.
      resolved: isSame(rule.metadata, known.definition.metadata)
        ? known.resolved
        : await resolved(type, rule),
      updatedAt: now(),
      by,
      deletedAt,
    }
    const record = await changeOnce(
      keyed,
      async (session) =>
        (await store.rules.save(wanted, before.version, session)) ? wanted : null,
      (id) => store.rules.find(before.org, id),
    ).catch(refuseTaken('rule'))
    if (!record) {
      throw new Failure('key_conflict', 'the rule was edited by somebody else at the same time')
    }
    await publish(record)
    return { record, warnings }
  }

  /** Deleting what is deleted changes nothing. */
  async function remove(scope: Scope, id: string, keyed?: Keyed): Promise<RuleRecord> {
    const before = await find(scope, id)
    if (before.deletedAt) return before
    const at = now()
    const removed = await changeOnce(
      keyed,
      async (session) => store.rules.setDeleted(scope.org, before._id, at, at, session),
      (id) => store.rules.find(scope.org, id),
    )
    const record = within(scope, removed, 'rule')
    await publish(record)
    return record
  }

  /** Sweeps a rule now, whatever its cadence says. Throws `invalid_request` for one that is not swept. */
  async function sweep(scope: Scope, id: string): Promise<void> {
    const record = await find(scope, id)
    if (!record.isSwept || record.deletedAt) {
      const message =
        'the rule is not swept: it is neither automatic nor dynamic, it pays what is reported, or it is deleted'
      throw invalid({ pointer: '/id', code: 'not_swept', message })
    }
    await schedules.ensure(record)
    await schedules.trigger(record._id)
  }

  async function resolved(type: RuleType, rule: RuleDefinition): Promise<Record<string, string>> {
    return type.resolve(rule, providers)
  }

  /** The schedule comes after the rule. If Temporal does not answer now, housekeeping makes up for it. */
  async function publish(record: RuleRecord): Promise<void> {
    await soon(schedules.ensure(record), (err) =>
      log.warn({ err, rule: record._id }, 'the schedule of a rule is not up to date yet'),
    )
  }

  /** What a rule has said, the latest first; `below` is the number of the last one seen. */
  async function edits(
    scope: Scope,
    id: string,
    { below = Infinity, limit }: { below?: number | undefined; limit: number },
  ): Promise<RuleVersion[]> {
    const record = await find(scope, id)
    return store.rules.versions(record.org, record._id, below, limit)
  }

  return { create, validate, find, update, pause, restore, edits, remove, sweep }
}

export type Rules = ReturnType<typeof createRules>

/** What a record says beside its definition, derived from it. */
function partsOf({ isTask }: RuleType, rule: RuleDefinition) {
  return {
    definition: { ...rule },
    group: rule.loyaltyRuleGroupId,
    externalIdentifier: rule.externalIdentifier ?? undefined,
    isRequired: rule.isRequired,
    isSwept: (rule.claimType === 'auto' && !isTask) || rule.rewardLifetime === 'dynamic',
  }
}

function refuseFrozen({ type, definition }: RuleRecord, body: RuleBody): void {
  const was: RuleBody = { ...definition, type }
  const errors = frozen.filter((name) => isOther(was, body, name)).map(frozenError)
  if (errors.length > 0) throw invalid(...errors)
}

function isOther(was: RuleBody, body: RuleBody, name: string): boolean {
  return body[name] !== undefined && name in was && !isSame(body[name], was[name])
}

function frozenError(name: string): FieldError {
  return { pointer: `/${name}`, code: 'frozen', message: 'cannot be changed' }
}

/** Metadata is replaced as a whole, so that what is sent is what the rule says. */
function changesOf(body: RuleBody): RuleBody {
  return Object.fromEntries(Object.entries(body).filter(([name]) => name !== 'deletedAt'))
}

function deletionIn({ deletedAt }: RuleBody, before: RuleRecord): Date | null {
  if (deletedAt === undefined) return before.deletedAt ?? null
  return typeof deletedAt === 'string' ? new Date(deletedAt) : null
}

function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a ?? null) === JSON.stringify(b ?? null)
}
