import { readConfig } from './config.ts'
import { createKeys } from './engine/keys.ts'
import { createTenants } from './engine/tenants.ts'
import { connectMongo } from './store/connect.ts'
import { createStore } from './store/index.ts'

// Makes an organization with a website, a currency and keys: `node src/tenant.ts NAME WEBSITE_NAME HOST...`. The hosts are
// those whose sign-in messages are accepted. It prints the ids, and the keys, which are never told again.
const [name, websiteName, ...domains] = process.argv.slice(2)
if (name === undefined || websiteName === undefined || domains.length === 0) {
  throw new Error('say who it is for: NAME WEBSITE_NAME HOST...')
}
const { mongo } = readConfig(process.env)
const connection = await connectMongo(mongo.url, mongo.db)
try {
  const store = await createStore(connection)
  const now = () => new Date()
  const { createTenant } = createTenants({ store, keys: createKeys({ store, now }), now })
  console.log(JSON.stringify(await createTenant({ name, websiteName, domains }), null, 2))
} finally {
  await connection.close()
}
