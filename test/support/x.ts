import { Agent } from 'node:http'
import { afterAll, afterEach, beforeAll, beforeEach, expect } from '@jest/globals'
import { TwitterApi } from 'twitter-api-v2'
import { createControl } from '../../sandbox/kit/control.ts'
import type { Control } from '../../sandbox/kit/control.ts'
import type { Call } from '../../sandbox/kit/calls.ts'
import type { Vendor } from '../../sandbox/kit/vendor.ts'
import { xApp } from '../../sandbox/x/caller.ts'
import { startX } from '../../sandbox/x/x.ts'
import { complaintsOf, loadContract } from './contract.ts'
import type { Contract } from './contract.ts'

export interface Stand {
  vendor: Vendor
  control: Control
  contract: Contract | undefined
}

type Credentials = string | { clientId: string; clientSecret?: string }

/** An X stand-in for a test file; after each test all its calls are held against X's specification. */
export function useX(): Stand {
  const stand = {} as Stand
  beforeAll(async () => {
    stand.vendor = await startX()
    stand.control = createControl(stand.vendor.url)
    stand.contract = await loadContract('x-openapi-2.166.json')
  })
  beforeEach(() => stand.control.reset())
  afterEach(async () => {
    const calls = (await stand.control.calls()).filter(isSpecified)
    expect(stand.contract ? complaintsOf(stand.contract, calls) : []).toEqual([])
  })
  afterAll(() => stand.vendor.stop())
  return stand
}

/** The real client, pointed at the stand-in. */
export function clientOf({ vendor }: Stand, credentials: Credentials = xApp.bearer): TwitterApi {
  const settings = {
    httpAgent: new Agent(),
    plugins: [
      {
        onBeforeRequest({ computedParams }: { computedParams: { url: URL } }) {
          const { url } = computedParams
          url.protocol = 'http:'
          url.hostname = '127.0.0.1'
          url.port = String(vendor.port)
        },
      },
    ],
  }
  // The constructor has one overload per kind of credentials.
  return typeof credentials === 'string'
    ? new TwitterApi(credentials, settings)
    : new TwitterApi(credentials, settings)
}

/** The client of a person, with a token of these scopes or of the usual ones. */
export async function clientFor(stand: Stand, who: string, scopes?: string[]): Promise<TwitterApi> {
  const order = { do: 'issue_token', who, ...(scopes ? { scopes } : {}) }
  return clientOf(stand, (await stand.control.do(order))['access_token'])
}

// The file knows neither the token endpoints nor what refuses a call: those are known from prose.
function isSpecified({ path, status }: Call): boolean {
  const isRefused = [400, 404, 429].includes(status)
  return path.startsWith('/2/') && !path.startsWith('/2/oauth2/') && !isRefused
}
