import { setTimeout as wait } from 'node:timers/promises'
import { webPage } from '../kit/garble.ts'
import type { VendorAnswer } from '../kit/vendor.ts'
import { bendOf } from './bend.ts'
import type { Calls } from './calls.ts'
import type { CallFault, LineFault } from './fault-kinds.ts'
import type { Faults } from './faults.ts'
import { refusal } from './rpc.ts'
import type { Node, Outcome, RpcAnswer, RpcCall } from './rpc.ts'

interface Parts {
  node: Node
  faults: Faults
  calls: Calls
  now: () => number
}

/** The JSON-RPC door in front of a chain, with the faults of real providers; undefined means that the line is cut. */
export function createProxy({ node, faults, calls, now }: Parts) {
  return async (body: unknown): Promise<VendorAnswer | undefined> => {
    const asked = (Array.isArray(body) ? body : [body]) as RpcCall[]
    if (!asked.every(isCall)) return { status: 400, body: parseError }

    const request = calls.nextRequest()
    const line = faults.strikeLine(asked.map(({ method }) => method))
    if (line?.kind === 'slow') await wait(line.ms, undefined, { ref: false })

    const instead = line && insteadOf(line)
    const struck = asked.map(({ method }) => (instead ? undefined : faults.strikeCall(method)))
    const answer = instead
      ? instead.answer
      : spoilt(await answersOf(node, asked, struck), line, body)

    const status = answer?.status ?? 0
    asked.forEach((call, index) => {
      calls.add(request, call, { at: now(), status, fault: struck[index]?.kind ?? line?.kind })
    })
    return answer
  }
}

const parseError = { jsonrpc: '2.0', id: null, ...refusal(-32700, 'parse error') }

function isCall(value: unknown): value is RpcCall {
  return typeof (value as Partial<RpcCall> | null | undefined)?.method === 'string'
}

// Faults that come from in front of the chain: the call has no effect.
function insteadOf(fault: LineFault): { answer: VendorAnswer | undefined } | undefined {
  if (fault.kind === 'drop' && fault.when === 'before') return { answer: undefined }
  if (fault.kind === 'html') return { answer: webPage(fault.status) }
  if (fault.kind !== 'status') return undefined
  const { status, headers = {}, body } = fault
  return { answer: { status, headers, body } }
}

async function answersOf(
  node: Node,
  asked: RpcCall[],
  struck: (CallFault | undefined)[],
): Promise<RpcAnswer[]> {
  const head = struck.some((fault) => fault !== undefined) ? await node.head() : 0
  const plans = asked.map((call, index) => {
    const fault = struck[index]
    const bend = fault && bendOf(fault)
    const refused = bend?.refuse?.(call, head)
    return { call, bend, refused, sent: bend?.send?.(call, head) ?? call }
  })

  const answers = await node.forward(plans.filter((plan) => !plan.refused).map(({ sent }) => sent))
  return plans.map(({ call, bend, refused }) => {
    const outcome: Outcome = refused ?? answers.shift() ?? refusal(-32603, 'no answer')
    const received = 'result' in outcome && bend?.receive?.(outcome.result, call, head)
    return { jsonrpc: '2.0', id: call.id, ...(received || outcome) }
  })
}

function spoilt(
  answers: RpcAnswer[],
  fault: LineFault | undefined,
  body: unknown,
): VendorAnswer | undefined {
  const isBatch = Array.isArray(body)
  const whole = { status: 200, body: isBatch ? answers : answers[0] }
  const json = { 'content-type': 'application/json' }
  switch (fault?.kind) {
    case 'drop':
      return undefined
    case 'empty':
      return { status: fault.status }
    case 'garbage':
      return { status: 200, headers: json, body: '{"jsonrpc":"2.0",]' }
    case 'truncate': {
      const text = JSON.stringify(whole.body)
      return { status: 200, headers: json, body: text.slice(0, text.length / 2) }
    }
    case 'batch_reversed':
      return isBatch ? { ...whole, body: answers.toReversed() } : whole
    case 'batch_missing':
      return isBatch ? { ...whole, body: answers.toSpliced(fault.index, 1) } : whole
    case 'slow':
    case 'status':
    case 'html':
    case undefined:
      return whole
  }
}
