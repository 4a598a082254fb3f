import { readConfig } from './config.ts'
import { createKeys } from './engine/keys.ts'
import type { Keys } from './engine/keys.ts'
import { keyRoles } from './store/api-keys.ts'
import { connectMongo } from './store/connect.ts'
import { createStore } from './store/index.ts'
import { orgIn, websiteIn } from './store/organizations.ts'

// Issues and revokes API keys: `node src/api-key.ts issue ORG live|test ROLE [WEBSITE]` prints the new key, which is never
// told again; `node src/api-key.ts revoke ORG live|test ID` takes one back. The id is what follows `vs_live_`: 12 characters.
const { mongo } = readConfig(process.env)
const connection = await connectMongo(mongo.url, mongo.db)
try {
  const store = await createStore(connection)
  await run(createKeys({ store, now: () => new Date() }), process.argv.slice(2))
} finally {
  await connection.close()
}

async function run(keys: Keys, [command, org, mode, what, website]: string[]): Promise<void> {
  if (org === undefined || what === undefined || (mode !== 'live' && mode !== 'test')) {
    throw new Error(
      'say what to do: issue ORG live|test ROLE [WEBSITE], or revoke ORG live|test ID',
    )
  }
  if (command === 'revoke') return keys.revoke(orgIn(mode, org), what)
  const role = keyRoles.find((known) => known === what)
  if (command !== 'issue' || role === undefined) {
    throw new Error(`there is no such command or role; the roles are ${keyRoles.join(', ')}`)
  }
  const narrowed = website === undefined ? {} : { website: websiteIn(mode, website) }
  const issued = await keys.issue({ org, mode, role, name: `${mode} key`, ...narrowed })
  console.log(JSON.stringify(issued, null, 2))
}
