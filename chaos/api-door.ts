import { setTimeout as delay } from 'node:timers/promises'
import type { Answer } from './answer.ts'
import { bookedAnswer, movedAnswer, receiptAnswer, refusalOf } from './api-answers.ts'
import type { Reply } from './api-answers.ts'
import type { ApiCall } from './api-calls.ts'
import type { Door } from './clients.ts'
import type { Programme } from './programme.ts'

const patienceMs = 8_000
const claimPatienceMs = 20_000

/** The product's API, as its clients see it. */
export function createApiDoor(baseUrl: string, programme: Programme): Door<ApiCall> {
  const { website, key } = programme

  async function ask(call: ApiCall): Promise<Answer> {
    try {
      switch (call.do) {
        case 'reward':
        case 'withdraw':
          return movedAnswer(call.do, await move(call))
        case 'transaction':
          return bookedAnswer(programme, await book(call))
        case 'complete':
          return await claim(call)
      }
    } catch (error) {
      return { is: 'unknown', why: String(error) }
    }
  }

  function move({ do: method, body }: Extract<ApiCall, { do: 'reward' | 'withdraw' }>) {
    return send('POST', `/api/v1/user/${method}`, { ...body, pid: website, platform: 'web3' })
  }

  function book({ key: whole, entries }: Extract<ApiCall, { do: 'transaction' }>) {
    const body = { websiteId: website, description: 'chaos', entries }
    return send('POST', '/api/loyalty/transactions', body, whole)
  }

  /** Asks until the claim is paid: the receipt is the answer. */
  async function claim({ rule, body }: Extract<ApiCall, { do: 'complete' }>): Promise<Answer> {
    const accepted = await send('POST', `/api/loyalty/rules/${rule}/complete`, body)
    if (accepted.status !== 200) return refusalOf(accepted)
    const deadline = Date.now() + claimPatienceMs
    while (Date.now() < deadline) {
      const receipt = await send('GET', `/api/loyalty/receipts/${String(accepted.body.claimId)}`)
      if (receipt.body.status === 'rewarded') return receiptAnswer(receipt.body)
      await delay(300)
    }
    return { is: 'unknown', why: 'the claim is still under way' }
  }

  async function send(
    method: string,
    path: string,
    body?: object,
    idempotencyKey?: string,
  ): Promise<Reply> {
    const response = await fetch(baseUrl + path, {
      method,
      signal: AbortSignal.timeout(patienceMs),
      headers: {
        'content-type': 'application/json',
        'x-api-key': key,
        authorization: `Bearer ${key}`,
        ...(idempotencyKey && { 'idempotency-key': `"${idempotencyKey}"` }),
      },
      ...(body && { body: JSON.stringify(body) }),
    })
    return { status: response.status, body: (await response.json()) as Reply['body'] }
  }

  return { name: 'api', ask }
}
