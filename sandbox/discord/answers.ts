import { RESTJSONErrorCodes } from 'discord-api-types/v10'
import type { VendorAnswer, VendorRequest } from '../kit/vendor.ts'

export const NO_CONTENT: VendorAnswer = { status: 204 }

export function unauthorized(): VendorAnswer {
  return { status: 401, body: { message: '401: Unauthorized', code: 0 } }
}

/** A path Discord does not have. */
export function noRoute(): VendorAnswer {
  return { status: 404, body: { message: '404: Not Found', code: 0 } }
}

// https://docs.discord.com/developers/topics/opcodes-and-status-codes#json
const REFUSALS = {
  unknownChannel: [404, RESTJSONErrorCodes.UnknownChannel, 'Unknown Channel'],
  unknownGuild: [404, RESTJSONErrorCodes.UnknownGuild, 'Unknown Guild'],
  unknownMember: [404, RESTJSONErrorCodes.UnknownMember, 'Unknown Member'],
  unknownMessage: [404, RESTJSONErrorCodes.UnknownMessage, 'Unknown Message'],
  unknownRole: [404, RESTJSONErrorCodes.UnknownRole, 'Unknown Role'],
  unknownUser: [404, RESTJSONErrorCodes.UnknownUser, 'Unknown User'],
  missingAccess: [403, RESTJSONErrorCodes.MissingAccess, 'Missing Access'],
  missingPermissions: [403, RESTJSONErrorCodes.MissingPermissions, 'Missing Permissions'],
} as const

export type Refusal = keyof typeof REFUSALS

/** The code tells what the status does not: who is unknown, what is missing. */
export function refusal(name: Refusal): VendorAnswer {
  const [status, code, message] = REFUSALS[name]
  return { status, body: { message, code } }
}

/** 50035 with the place in the form and what is wrong there. */
export function invalidForm(field: string, code: string, message: string): VendorAnswer {
  const errors = { [field]: { _errors: [{ code, message }] } }
  const body = {
    message: 'Invalid Form Body',
    code: RESTJSONErrorCodes.InvalidFormBodyOrContentType,
    errors,
  }
  return { status: 400, body }
}

/** The first of the named ids of a path or query that is not a snowflake, as a 400. */
export function badSnowflake(
  named: Record<string, string | null | undefined>,
): VendorAnswer | undefined {
  const bad = Object.entries(named).find(([, id]) => id != null && !/^\d{1,20}$/.test(id))
  const text = `Value "${bad?.[1]}" is not snowflake.`
  return bad && invalidForm(bad[0], 'NUMBER_TYPE_COERCE', text)
}

/** A whole number of a query, or a 400 if it is out of its range. */
export function numberIn(
  request: VendorRequest,
  name: string,
  { least, most, otherwise }: { least: number; most: number; otherwise: number },
): number | VendorAnswer {
  const text = request.query.get(name)
  if (text === null) return otherwise
  const value = Number(text)
  if (Number.isInteger(value) && value >= least && value <= most) return value
  return invalidForm(name, 'NUMBER_TYPE_MAX', `int value should be between ${least} and ${most}.`)
}
