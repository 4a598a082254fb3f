import type { Store } from '../store/index.ts'
import type { Scope } from './scope.ts'

const mostWebsites = 1_000

/** The websites that a scope may see. */
export async function websiteIdsIn(
  store: Pick<Store, 'websites'>,
  { org, website }: Scope,
): Promise<string[]> {
  if (website !== undefined) return [website]
  return (await store.websites.ofOrg(org, mostWebsites)).map(({ _id }) => _id)
}
