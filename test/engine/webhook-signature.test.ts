import { expect, it } from '@jest/globals'
import { Webhook } from 'standardwebhooks'
import { signatureHeaders, signingKeyOf } from '../../src/engine/webhook-signature.ts'

const body = JSON.stringify({ type: 'user_reward', data: { account: 'é', xp: 1.5 } })
const base64 = 'MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'

const headersWith = (secret: string, sentAt = new Date()) =>
  signatureHeaders(signingKeyOf(secret), { id: 'dlv_1', sentAt, body })

it('a secret of Standard Webhooks signs as Standard Webhooks verifies', () => {
  const webhook = new Webhook(`whsec_${base64}`)
  expect(webhook.verify(body, headersWith(`whsec_${base64}`))).toEqual(JSON.parse(body))
})

it.each(['plain text', base64, 'ünïcode', 'x'])('the text %s signs as it is', (secret) => {
  // What the other implementation takes for bytes that it is given as text is not UTF-8.
  const webhook = new Webhook(Buffer.from(secret).toString('base64'))
  expect(webhook.verify(body, headersWith(secret))).toEqual(JSON.parse(body))
})

it('another secret, body, id or time does not verify', () => {
  const webhook = new Webhook(`whsec_${base64}`)
  const headers = headersWith(`whsec_${base64}`)
  const refused = (sent: string, changed: Record<string, string>) =>
    expect(() => webhook.verify(sent, { ...headers, ...changed })).toThrow()
  refused(`${body} `, {})
  refused(body, { 'webhook-id': 'dlv_2' })
  refused(body, { 'webhook-timestamp': String(Math.floor(Date.now() / 1000) + 1) })
  expect(() => new Webhook('whsec_b3RoZXI=').verify(body, headers)).toThrow()
})

it('a message that is sent again later is signed for its own time', () => {
  const [early, late] = [new Date(1_700_000_000_000), new Date(1_700_000_060_000)]
  const [first, second] = [headersWith('s', early), headersWith('s', late)]
  expect([first['webhook-timestamp'], second['webhook-timestamp']]).toEqual([
    ...['1700000000', '1700000060'],
  ])
  expect(first['webhook-id']).toBe(second['webhook-id'])
  expect(first['webhook-signature']).not.toBe(second['webhook-signature'])
})
