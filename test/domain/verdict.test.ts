import { describe, expect, it } from '@jest/globals'
import { claimIdOf, partsOfClaimId } from '../../src/domain/claim.ts'
import { trustOfProof } from '../../src/domain/user.ts'
import { isAtLeast, met, trusts, weakest } from '../../src/domain/verdict.ts'

describe('trust', () => {
  it('is as strong as the weakest of what it leans on', () => {
    for (const [strength, a] of trusts.entries()) {
      for (const [other, b] of trusts.entries()) {
        expect(weakest(a, b)).toBe(trusts[Math.max(strength, other)])
        expect(isAtLeast(a, b)).toBe(strength <= other)
      }
    }
  })

  it.each([
    ['signature', 'cryptographic'],
    ['contract', 'cryptographic'],
    ['login', 'first_party'],
    ['attested', 'attested'],
  ] as const)('of a %s is %s', (proof, trust) => {
    expect(trustOfProof(proof)).toBe(trust)
  })
})

it('a verdict measures in decimal strings', () => {
  expect([met().amount, met(2.5).amount, met(10n ** 30n).amount, met('0.1').amount]).toEqual([
    '1',
    '2.5',
    '1000000000000000000000000000000',
    '0.1',
  ])
})

it('a claim is named by what is earned once', () => {
  const id = claimIdOf('rul_1', 'usr_1', '-3')
  expect(partsOfClaimId(id)).toEqual({ rule: 'rul_1', user: 'usr_1', windowKey: '-3' })
})
