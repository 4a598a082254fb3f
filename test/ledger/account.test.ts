import { expect, it } from '@jest/globals'
import fc from 'fast-check'
import { Failure } from '../../src/domain/failure.ts'
import {
  accountId,
  budgetOwnerOf,
  capOwnerOf,
  currencyOf,
  isCounter,
  ownerOf,
  ownerTypeOf,
  parseAccountId,
} from '../../src/ledger/account.ts'

const part = fc.oneof(
  fc.string({ unit: 'grapheme', minLength: 1 }).filter((text) => text.isWellFormed()),
  fc.constantFrom('issuance', 'cap', 'holds', 'a:b', ' ', '\0', '😀', '%', '%3A'),
)

it('gives back whatever it was made of', () => {
  fc.assert(
    fc.property(part, part, part, part, (org, website, currency, user) => {
      const id = accountId({ org, website, currency, owner: ownerOf(user) })
      expect(parseAccountId(id)).toEqual({ org, website, currency, owner: { type: 'user', user } })
      expect(ownerTypeOf(id)).toBe('user')
    }),
  )
})

it('gives back caps and budgets', () => {
  fc.assert(
    fc.property(part, part, part, (rule, user, window) => {
      const place = { org: 'o', website: 'w', currency: 'c' }
      const cap = accountId({ ...place, owner: capOwnerOf({ rule, user, window }) })
      const budget = accountId({ ...place, owner: budgetOwnerOf({ rule, window }) })
      expect(parseAccountId(cap).owner).toEqual({ type: 'cap', rule, user, window })
      expect(parseAccountId(budget).owner).toEqual({ type: 'budget', rule, window })
      expect([cap, budget].map(isCounter)).toEqual([true, true])
    }),
  )
})

it('reads plainly where the parts are plain', () => {
  const id = accountId({ org: 'org_1', website: 'web_1', currency: 'cur_1', owner: 'usr_1' })
  expect(id).toBe('org_1:web_1:cur_1:usr_1')
  expect(currencyOf(id)).toBe('org_1:web_1:cur_1')
})

it.each(['issuance', 'issuance:3', 'holds', 'expired', 'budget:rul_1', 'cap:rul_1:usr_1:daily:7'])(
  'knows the system account %s',
  (owner) => {
    const id = accountId({ org: 'o', website: 'w', currency: 'c', owner })
    expect(ownerTypeOf(id)).toBe(owner.split(':')[0])
  },
)

it.each(['', 'a:b', 'a b', 'issuance:x', 'holds:1', 'cap:rul_1', 'cap:rul_1:usr_1', 'budget', '%'])(
  'refuses the owner %j',
  (owner) => {
    expect(() => accountId({ org: 'o', website: 'w', currency: 'c', owner })).toThrow(Failure)
  },
)

it.each(['', 'o', 'o:w:c', 'o:w::u', 'o:w:c:', 'o:w:c:a b'])('refuses the account %j', (id) => {
  expect(() => parseAccountId(id)).toThrow(Failure)
})
