import { Schema } from 'mongoose'
import type { Connection } from 'mongoose'

export type Mode = 'live' | 'test'

/** A customer. Each has a twin of mode `test`, so that trying things out never touches what is live. */
export interface Organization {
  _id: string
  name: string
  mode: Mode
  createdAt: Date
}

const schema = new Schema<Organization>(
  { _id: String, name: String, mode: String, createdAt: Date },
  { versionKey: false },
)

/** The id under which everything of an organization in that mode is stored. */
export function orgIn(mode: Mode, org: string): string {
  const live = org.replace(/~test$/, '')
  return mode === 'test' ? `${live}~test` : live
}

/** The same for a website: its twin in the test organization has an id of the same stem. */
export function websiteIn(mode: Mode, website: string): string {
  return orgIn(mode, website)
}

export function createOrganizations(connection: Connection) {
  const model = connection.model('Organization', schema, 'organizations')
  return {
    model,
    create: (organization: Organization) => model.create(organization),
    find: (id: string) => model.findById(id).lean<Organization | null>(),
  }
}
