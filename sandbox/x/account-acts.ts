import { textOf } from '../kit/people.ts'
import type { VendorSpec } from '../kit/vendor.ts'
import { choiceIn, countIn, isOn, personIn, textIn } from './order.ts'
import type { Order } from './order.ts'
import type { World, XAccount } from './world.ts'

/** What happens to accounts. Each answers the account's id. */
export function accountActs(world: World): VendorSpec['acts'] {
  const change = (apply: (account: XAccount, order: Order) => void) => {
    return (order: Order, now: number) => {
      const account = personIn(world, order, now)
      apply(account, order)
      return { id: account.id, handle: account.handle }
    }
  }

  return {
    /** Opens an account without doing anything with it, perhaps under another handle. */
    open_account: change((account, order) => {
      if (order['handle'] !== undefined) rename(world, account, textOf(order, 'handle'))
    }),
    rename: change((account, order) => rename(world, account, textOf(order, 'handle'))),
    protect: change((account, order) => void (account.isProtected = isOn(order))),
    suspend: change((account, order) => void (account.isSuspended = isOn(order))),
    deactivate: change((account, order) => void (account.isDeactivated = isOn(order))),
    set_bio: change((account, order) => void (account.description = textIn(order, 'text'))),
    set_name: change((account, order) => void (account.name = textOf(order, 'name'))),
    set_followers: change(
      (account, order) => void (account.followersCount = countIn(order, 'count')),
    ),
    verify: change((account, order) => {
      account.verifiedType = choiceIn(order, 'type', ['blue', 'business', 'government', 'none'])
    }),
  }
}

// Handles move from account to account; ids do not.
function rename(world: World, account: XAccount, handle: string): void {
  if (!/^\w{1,15}$/.test(handle)) throw new Error('"handle" must be 1 to 15 letters, digits or _')
  const isTaken = world.people.all().some((one) => {
    return (
      one !== account && !one.isDeactivated && one.handle.toLowerCase() === handle.toLowerCase()
    )
  })
  if (isTaken) throw new Error(`the handle ${handle} is taken`)
  account.formerHandles.push(account.handle)
  account.handle = handle
}
