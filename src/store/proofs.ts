import { Schema } from 'mongoose'
import type { AnyBulkWriteOperation, Connection } from 'mongoose'
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
    /** Takes what is free. Call `holders` afterwards to see who got what. */
    async take(proofs: readonly Omit<Proof, '_id'>[]): Promise<void> {
      if (proofs.length === 0) return
      const operations: AnyBulkWriteOperation<Proof>[] = proofs.map((proof) => ({
        updateOne: {
          filter: { _id: idOf(proof.rule, proof.proof), org: proof.org },
          update: { $setOnInsert: proof },
          upsert: true,
        },
      }))
      await model.bulkWrite(operations, { ordered: false })
    },
    release: (org: string, claim: string) => model.deleteMany({ org, claim }),
  }
}
