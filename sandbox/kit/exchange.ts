import { setTimeout as wait } from 'node:timers/promises'
import type { World } from './door.ts'
import type { Fault } from './faults.ts'
import { garble, webPage } from './garble.ts'
import { createRouter } from './routes.ts'
import type { Matched } from './routes.ts'
import type { VendorAnswer, VendorRequest } from './vendor.ts'

type Seen = Omit<VendorRequest, 'params' | 'now' | 'lagMs'>

/** Answers one call of a provider, faults included; undefined means that the line is cut. */
export function createExchange({ spec, clock, faults, calls }: World) {
  const find = createRouter(spec.routes)
  const nowhere = { answer: (request: VendorRequest) => spec.missing(request) }

  async function answerOf(
    request: VendorRequest,
    fault: Fault | undefined,
    matched: Matched | undefined,
  ): Promise<VendorAnswer | undefined> {
    const instead = fault && insteadOf(fault)
    if (instead) return instead
    if (fault?.kind === 'drop' && fault.when === 'before') return undefined
    if (fault?.kind === 'slow') await wait(fault.ms, undefined, { ref: false })

    const asked = afflicted(request, fault)
    const answer =
      fault?.kind === 'limit'
        ? spec.limited(request, fault)
        : (spec.before?.(asked) ?? (await (matched?.route ?? nowhere).answer(asked)))
    const whole = { ...answer, headers: { ...spec.headers?.(asked), ...answer.headers } }
    if (fault?.kind === 'drop') return undefined
    if (fault?.kind === 'empty') return { status: fault.status, headers: whole.headers }
    return garble(whole, fault)
  }

  return async (seen: Seen): Promise<VendorAnswer | undefined> => {
    const now = clock.now()
    const matched = find(seen.method, seen.path)
    const request = { ...seen, params: matched?.params ?? {}, now, lagMs: 0 }
    const fault = faults.take(request)
    const who = spec.who?.(request)
    const answer = await answerOf(request, fault, matched)
    calls.add({ request, answer, who, fault: fault?.kind })
    return answer
  }
}

// Faults that come from in front of the vendor: the call has no effect.
function insteadOf(fault: Fault): VendorAnswer | undefined {
  if (fault.kind === 'html') return webPage(fault.status)
  if (fault.kind !== 'status') return undefined
  return { status: fault.status, headers: fault.headers ?? {}, body: fault.body }
}

// A dead token is one the vendor does not know, so that its own answer to that is what comes back.
function afflicted(request: VendorRequest, fault: Fault | undefined): VendorRequest {
  if (fault?.kind === 'lag') return { ...request, lagMs: fault.ms }
  if (fault?.kind !== 'token_dead') return request
  const { authorization, ...headers } = request.headers
  const scheme = authorization?.split(' ')[0]
  const body = request.body
  return {
    ...request,
    headers:
      scheme && scheme !== 'Basic'
        ? { ...headers, authorization: `${scheme} dead` }
        : request.headers,
    body: isGrant(body) ? { ...body, refresh_token: 'dead' } : body,
  }
}

function isGrant(body: unknown): body is { refresh_token: string } {
  return typeof body === 'object' && body !== null && 'refresh_token' in body
}
