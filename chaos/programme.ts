import { createKeys } from '../src/engine/keys.ts'
import { createTenants } from '../src/engine/tenants.ts'
import { accountId } from '../src/ledger/account.ts'
import type { AccountId } from '../src/ledger/types.ts'
import { connectMongo } from '../src/store/connect.ts'
import { newId } from '../src/store/id.ts'
import { createStore } from '../src/store/index.ts'

/** Who the product's clients are, and what they may claim. */
export interface Programme {
  org: string
  website: string
  currency: string
  key: string
  users: readonly { id: string; wallet: string }[]
}

/** Makes a tenant, and people with a wallet each, so that both doors know them. */
export async function seedProgramme(
  mongoUrl: string,
  database: string,
  people: number,
): Promise<Programme> {
  const connection = await connectMongo(mongoUrl, database)
  try {
    const store = await createStore(connection)
    const now = () => new Date()
    const tenants = createTenants({ store, keys: createKeys({ store, now }), now })
    const named = { name: 'chaos', websiteName: 'chaos', domains: ['127.0.0.1'] }
    const { org, website, currency, key } = await tenants.createTenant(named)
    const users = Array.from({ length: people }, (_, index) => ({
      id: newId('usr'),
      wallet: `0x${(index + 1).toString(16).padStart(40, '0')}`,
    }))
    const at = now()
    await store.users.model.insertMany(
      users.map(({ id, wallet }) => ({
        ...{ _id: id, org, website, accounts: [], profile: {}, createdAt: at, updatedAt: at },
        wallets: [{ address: wallet, type: 'evm', proof: 'signature', connectedAt: at }],
      })),
    )
    return { org, website, currency, key, users }
  } finally {
    await connection.close()
  }
}

export function accountIn({ org, website, currency }: Programme, user: string): AccountId {
  return accountId({ org, website, currency, owner: user })
}
