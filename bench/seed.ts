import { Wallet } from 'ethers'
import { createKeys } from '../src/engine/keys.ts'
import { createTenants } from '../src/engine/tenants.ts'
import { connectMongo } from '../src/store/connect.ts'
import { newId } from '../src/store/id.ts'
import { createStore } from '../src/store/index.ts'

export interface Seeded {
  key: string
  org: string
  website: string
  currency: string
  users: readonly string[]
}

/** A tenant with that many people, each with a wallet of their own. */
export async function seed(mongoUrl: string, people: number) {
  const connection = await connectMongo(mongoUrl, 'bench')
  const store = await createStore(connection)
  const now = () => new Date()
  const keys = createKeys({ store, now })
  const tenant = await createTenants({ store, keys, now }).createTenant({
    name: 'bench',
    websiteName: 'bench',
    domains: ['127.0.0.1'],
  })
  const { org, website } = tenant
  const base = BigInt(Wallet.createRandom().address)
  const users = Array.from({ length: people }, () => newId('usr'))
  const at = new Date()
  await store.users.model.collection.insertMany(
    users.map((_id, index) => ({
      _id,
      org,
      website,
      wallets: [
        { address: addressAt(base, index), type: 'evm', proof: 'signature', connectedAt: at },
      ],
      accounts: [],
      profile: {},
      createdAt: at,
      updatedAt: at,
    })) as never,
  )
  return { ...tenant, users, store, close: () => connection.close() }
}

function addressAt(base: bigint, index: number): string {
  return `0x${((base + BigInt(index)) % 2n ** 160n).toString(16).padStart(40, '0')}`
}
