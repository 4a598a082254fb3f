import type { ErrorV1, ErrorV2, InlineErrorV2 } from 'twitter-api-v2'
import type { VendorAnswer } from '../kit/vendor.ts'

export interface Wanted {
  resource: 'user' | 'tweet'
  parameter: string
  value: string
  section?: 'data' | 'includes'
}

interface Problem {
  title: string
  detail: string
  type: string
  status: number
  reason?: 'client-not-enrolled'
  registration_url?: string
  period?: 'Monthly'
  scope?: 'Product'
}

const prefix = 'https://api.twitter.com/2/problems'

/** The inline error of a 200: deleted, unknown, suspended or deactivated. */
export function notFound(
  { resource, parameter, value }: Wanted,
  isSuspended = false,
): InlineErrorV2 {
  const missing = `Could not find ${resource} with ${parameter}: [${value}].`
  return {
    value,
    detail: isSuspended ? `User has been suspended: [${value}].` : missing,
    title: isSuspended ? 'Forbidden' : 'Not Found Error',
    resource_type: resource,
    parameter,
    resource_id: value,
    type: `${prefix}/resource-not-found`,
  }
}

/** The inline error of a 200: a protected account, or a list that is its owner's alone. */
export function notAuthorized(wanted: Wanted): InlineErrorV2 & { section: 'data' | 'includes' } {
  const { resource, parameter, value, section = 'data' } = wanted
  return {
    value,
    detail: `Sorry, you are not authorized to see the ${resource} with ${parameter}: [${value}].`,
    title: 'Authorization Error',
    section,
    resource_type: resource,
    parameter,
    resource_id: value,
    type: `${prefix}/not-authorized-for-resource`,
  }
}

export function invalidRequest(parameter: string, values: string[], message: string): VendorAnswer {
  const body: ErrorV2 = {
    errors: [{ parameters: { [parameter]: values }, message }],
    title: 'Invalid Request',
    detail: 'One or more parameters to your request was invalid.',
    type: `${prefix}/invalid-request`,
  }
  return { status: 400, headers: problemJson, body }
}

export const unauthorized = () => plain(401, 'Unauthorized', 'Unauthorized')
export const forbidden = (detail = 'Forbidden') => plain(403, 'Forbidden', detail)
export const missing = () => plain(404, 'Not Found', 'Not Found')

export function userContextOnly(): VendorAnswer {
  return problem({
    title: 'Unsupported Authentication',
    detail:
      'Authenticating with OAuth 2.0 Application-Only is forbidden for this endpoint. ' +
      'Supported authentication types are [OAuth 1.0a User Context, OAuth 2.0 User Context].',
    type: `${prefix}/unsupported-authentication`,
    status: 403,
  })
}

export function notEnrolled(): VendorAnswer {
  return problem({
    title: 'Client Forbidden',
    detail: 'The app is not enrolled for this part of the API.',
    type: `${prefix}/client-forbidden`,
    status: 403,
    reason: 'client-not-enrolled',
    registration_url: 'https://developer.x.com/en/docs/projects/overview',
  })
}

/** A spent quota of the month: 429 too, though no window's end brings it back. */
export function usageCapped(): VendorAnswer {
  return problem({
    title: 'UsageCapExceeded',
    detail: 'Usage cap exceeded: Monthly product cap',
    type: `${prefix}/usage-capped`,
    status: 429,
    period: 'Monthly',
    scope: 'Product',
  })
}

export function tooFast(headers: Record<string, string>): VendorAnswer {
  const body: { errors: ErrorV1[] } = { errors: [{ code: 88, message: 'Rate limit exceeded' }] }
  return { status: 429, headers, body }
}

const problemJson = { 'content-type': 'application/problem+json' }

function plain(status: number, title: string, detail: string): VendorAnswer {
  return problem({ title, detail, type: 'about:blank', status })
}

function problem(body: Problem): VendorAnswer {
  return { status: body.status, headers: problemJson, body }
}
