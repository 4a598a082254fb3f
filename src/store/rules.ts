import { Schema } from 'mongoose'
import type { Connection, mongo } from 'mongoose'
import { ownFirst } from './any-id.ts'
import { gatheredById, gatheredByWebsite } from './gather.ts'
import { tenancy } from './tenancy.ts'

/** A rule as it stands now. What it says is `definition`, parsed by its type's schema. */
export interface RuleRecord {
  _id: string
  org: string
  website: string
  type: string
  /** Counts the edits from 1; claims remember which one they were made under. */
  version: number
  definition: Record<string, unknown>
  resolved: Record<string, string>
  group?: string | null | undefined
  /** The name other systems know it by: claimr's `aid`. */
  externalIdentifier?: string | undefined
  isRequired: boolean
  /** Whether a schedule sweeps it: it is automatic, or its reward is dynamic. */
  isSwept: boolean
  /** The id of the key that wrote this version, where one did. */
  by?: string | undefined
  createdAt: Date
  updatedAt: Date
  deletedAt?: Date | null | undefined
}

export interface RuleVersion {
  _id: string
  org: string
  rule: string
  version: number
  definition: Record<string, unknown>
  resolved: Record<string, string>
  /** The id of the key that wrote it, where one did. */
  by?: string | undefined
  at: Date
}

const rules = new Schema<RuleRecord>(
  {
    _id: String,
    org: { type: String, required: true },
    website: { type: String, required: true },
    type: { type: String, required: true },
    version: Number,
    definition: Schema.Types.Mixed,
    resolved: Schema.Types.Mixed,
    group: String,
    externalIdentifier: String,
    isRequired: Boolean,
    isSwept: Boolean,
    by: String,
    createdAt: Date,
    updatedAt: Date,
    deletedAt: Date,
  },
  { versionKey: false, minimize: false },
)
rules.index({ org: 1, website: 1, _id: 1 })
rules.index({ org: 1, website: 1, isRequired: 1 })
rules.index(
  { org: 1, website: 1, externalIdentifier: 1 },
  { unique: true, partialFilterExpression: { externalIdentifier: { $gt: '' } } },
)
rules.index({ isSwept: 1, deletedAt: 1 })
rules.plugin(tenancy)

const versions = new Schema<RuleVersion>(
  {
    _id: String,
    org: { type: String, required: true },
    rule: String,
    version: Number,
    definition: Schema.Types.Mixed,
    resolved: Schema.Types.Mixed,
    by: String,
    at: Date,
  },
  { versionKey: false, minimize: false },
)
versions.index({ org: 1, rule: 1, version: 1 })
versions.plugin(tenancy)

export function versionIdOf(rule: string, version: number): string {
  return `${rule}:${version}`
}

const mostRemembered = 1000

export function createRules(connection: Connection) {
  const model = connection.model('Rule', rules, 'rules')
  const versionModel = connection.model('RuleVersion', versions, 'ruleVersions')
  const remembered = new Map<string, RuleVersion>()

  /** A version never changes once it is written, so that each process reads it once. */
  async function findVersion(
    org: string,
    rule: string,
    version: number,
  ): Promise<RuleVersion | null> {
    const _id = versionIdOf(rule, version)
    const known = remembered.get(_id)
    if (known?.org === org) return known
    const found = await versionModel.findOne({ org, _id }).lean<RuleVersion | null>()
    if (!found) return null
    if (remembered.size >= mostRemembered) remembered.clear()
    remembered.set(_id, found)
    return found
  }

  const calledSo = (org: string, website: string, id: string) =>
    model
      .find({ org, website, $or: [{ _id: id }, { org, website, externalIdentifier: id }] })
      .lean<RuleRecord[]>()

  async function write(
    record: RuleRecord,
    before: number | undefined,
    session: mongo.ClientSession,
  ): Promise<boolean> {
    const { _id, org, version, definition, resolved, by, updatedAt: at } = record
    if (before === undefined) await model.create([record], { session })
    else {
      const filter = { org, _id, version: before }
      const { matchedCount } = await model.replaceOne(filter, record, { session })
      if (matchedCount === 0) return false
    }
    const says = { _id: versionIdOf(_id, version), org, rule: _id, version, definition }
    await versionModel.create([{ ...says, resolved, by, at }], { session })
    return true
  }

  return {
    model,
    versionModel,
    find: gatheredById<RuleRecord>(async (org, ids) =>
      model.find({ org, _id: { $in: [...ids] } }).lean<RuleRecord[]>(),
    ),
    findVersion,
    /** The latest first; `below` is the number of the last one on the page before. */
    versions: (org: string, rule: string, below: number, limit: number) =>
      versionModel
        .find({ org, rule, version: { $lt: below } })
        .sort({ version: -1 })
        .limit(limit)
        .lean<RuleVersion[]>(),
    /** Whoever it belongs to. */
    findOfAny: (id: string, session?: mongo.ClientSession) =>
      model
        .findOne({ _id: id }, null, { allOrgs: true })
        .session(session ?? null)
        .lean<RuleRecord | null>(),
    /** Whose they are, of all organizations; a rule stays where it was made. */
    placesOf: (ids: readonly string[]) =>
      model
        .find({ _id: { $in: [...ids] } }, { org: 1, website: 1 }, { allOrgs: true })
        .lean<Pick<RuleRecord, '_id' | 'org' | 'website'>[]>(),
    /** By our own id, else by the one its owner gave it; deleted ones included, which keep theirs as they may come back. */
    findByAnyId: async (org: string, website: string, id: string) =>
      ownFirst(await calledSo(org, website, id), id),
    calledSo,
    /**
     * Stores a rule together with what this version of it says, both or neither. Tells whether it did: not if somebody
     * else has edited it since it was at `before`. A session makes it part of that one's transaction.
     */
    save: (record: RuleRecord, before?: number, session?: mongo.ClientSession): Promise<boolean> =>
      session
        ? write(record, before, session)
        : model.db.transaction((own) => write(record, before, own)),
    setDeleted: (
      org: string,
      id: string,
      at: Date | null,
      updatedAt: Date,
      session?: mongo.ClientSession,
    ) =>
      model
        .findOneAndUpdate(
          { org, _id: id },
          { $set: { deletedAt: at, updatedAt } },
          { returnDocument: 'after', session },
        )
        .lean<RuleRecord | null>(),
    /** Rules of a group that is gone belong to none. */
    ungroup: (org: string, group: string, at: Date, session?: mongo.ClientSession) =>
      model.updateMany(
        { org, group },
        { $set: { group: null, 'definition.loyaltyRuleGroupId': null, updatedAt: at } },
        { session },
      ),
    /** The required rules of a website. */
    required: gatheredByWebsite((org, website) =>
      model.find({ org, website, isRequired: true, deletedAt: null }).lean<RuleRecord[]>(),
    ),
    inGroups: (org: string, website: string, groups: readonly string[]) =>
      model
        .find({ org, website, group: { $in: [...groups] }, deletedAt: null })
        .lean<RuleRecord[]>(),
    /** Every rule that a schedule should exist for, of all organizations. */
    swept: () =>
      model.find({ isSwept: true, deletedAt: null }, null, { allOrgs: true }).lean<RuleRecord[]>(),
    list: (org: string, filter: object, after: string | undefined, limit: number) =>
      model
        .find({ org, ...filter, ...(after ? { _id: { $gt: after } } : {}) })
        .sort({ _id: 1 })
        .limit(limit)
        .lean<RuleRecord[]>(),
  }
}
