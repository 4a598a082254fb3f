import { Schema } from 'mongoose'
import type { Connection } from 'mongoose'

/** Somebody at a browser, signed in with an API key: never the token itself, only its SHA-256. */
export interface SessionRecord {
  _id: string
  /** The id of the key; the session may what the key may, and ends with it. */
  key: string
  createdAt: Date
  expiresAt: Date
}

const fields = { _id: String, key: { type: String, required: true }, createdAt: Date }

const sessions = new Schema<SessionRecord>({ ...fields, expiresAt: Date }, { versionKey: false })
sessions.index({ expiresAt: 1 }, { expireAfterSeconds: 0 })

const links = new Schema<SessionRecord>({ ...fields, expiresAt: Date }, { versionKey: false })
links.index({ expiresAt: 1 }, { expireAfterSeconds: 0 })

// No tenancy here: the key that a session was opened with is what tells the organization.
export function createSessions(connection: Connection) {
  const model = connection.model('Session', sessions, 'sessions')
  const linkModel = connection.model('SignInLink', links, 'signInLinks')
  return {
    model,
    linkModel,
    create: (session: SessionRecord) => model.create(session),
    find: (id: string) => model.findById(id).lean<SessionRecord | null>(),
    end: (id: string) => model.deleteOne({ _id: id }),
    createLink: (link: SessionRecord) => linkModel.create(link),
    /** The link, for the one caller that used it up. */
    spendLink: (id: string) => linkModel.findOneAndDelete({ _id: id }).lean<SessionRecord | null>(),
  }
}
