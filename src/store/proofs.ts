import { mongo, Schema } from 'mongoose'
import type { Connection } from 'mongoose'
import { tenancy } from './tenancy.ts'

/** Something that pays once within a rule, whoever shows it, and the claim it paid for. */
export interface Proof {
  _id: string
  org: string
  rule: string
  proof: string
  claim: string
  user: string
  at: Date
}

const schema = new Schema<Proof>(
  {
    _id: String,
    org: { type: String, required: true },
    rule: String,
    proof: String,
    claim: String,
    user: String,
    at: Date,
  },
  { versionKey: false },
)
schema.index({ org: 1, claim: 1 })
schema.plugin(tenancy)

const duplicateKey = 11000

export function createProofs(connection: Connection) {
  const model = connection.model('Proof', schema, 'proofs')
  const idOf = (rule: string, proof: string) => `${rule}:${proof}`
  return {
    model,
    /** Who holds each of these proofs of a rule, by proof. */
    async holders(
      org: string,
      rule: string,
      proofs: readonly string[],
    ): Promise<Map<string, Proof>> {
      if (proofs.length === 0) return new Map()
      const ids = proofs.map((proof) => idOf(rule, proof))
      const found = await model.find({ org, _id: { $in: ids } }).lean<Proof[]>()
      return new Map(found.map((each) => [each.proof, each]))
    },
    /** Takes what is free; those of the others that somebody else holds come back. */
    async take(proofs: readonly Omit<Proof, '_id'>[]): Promise<readonly Proof[]> {
      const [first] = proofs
      if (!first) return []
      const wanted = proofs.map((proof) => ({ _id: idOf(proof.rule, proof.proof), ...proof }))
      try {
        await model.collection.insertMany(wanted as never, { ordered: false })
        return []
      } catch (error) {
        if (!(error instanceof mongo.MongoBulkWriteError && error.code === duplicateKey))
          throw error
      }
      const ids = wanted.map(({ _id }) => _id)
      const held = await model.find({ org: first.org, _id: { $in: ids } }).lean<Proof[]>()
      const users = new Map(wanted.map(({ _id, user }) => [_id, user]))
      return held.filter(({ _id, user }) => users.get(_id) !== user)
    },
    release: (org: string, claim: string) => model.deleteMany({ org, claim }),
  }
}
