import { Failure } from '../domain/failure.ts'
import type { Store } from '../store/index.ts'
import type { Website } from '../store/websites.ts'
import { changeOnce } from './keyed.ts'
import type { Keyed } from './keyed.ts'
import { random } from './keys.ts'
import type { Caller } from './keys.ts'
import { modeOfOrg } from './mode-of-org.ts'

const shape = /^vs_pub_(?:live|test)_[0-9A-Za-z]{24}$/

/**
 * Keys that stand in pages and apps for everybody to see. Each opens the public reads of one website and nothing else, and there
 * is none until the organization makes one.
 */
export function createPublishableKeys({ store }: { store: Pick<Store, 'websites'> }) {
  /** A new one in the place of the one before, which is good for nothing from then on. */
  function make(website: Website, keyed?: Keyed): Promise<Website> {
    return set(website, `vs_pub_${modeOfOrg(website.org)}_${random(24)}`, keyed)
  }

  /** From then on nothing of the website is public. */
  function remove(website: Website, keyed?: Keyed): Promise<Website> {
    return set(website, undefined, keyed)
  }

  async function set(
    { org, _id }: Website,
    key: string | undefined,
    keyed: Keyed | undefined,
  ): Promise<Website> {
    const changed = await changeOnce(
      keyed,
      async (session) => store.websites.setPublishableKey(org, _id, key, session),
      () => store.websites.find(org, _id),
    )
    if (!changed) throw new Error(`website ${_id} is gone`)
    return changed
  }

  /** Throws `unauthenticated`, in the same words whatever is wrong with the key. */
  async function check(key: unknown): Promise<Caller> {
    const isKey = typeof key === 'string' && shape.test(key)
    const website = isKey ? await store.websites.findByPublishableKey(key) : null
    if (!website) throw new Failure('unauthenticated', 'a valid publishable key is needed in `pub`')
    const { org, _id } = website
    const role = 'WEBSITE_READ_ONLY_API_KEY'
    return { key: `pub ${_id}`, org, mode: modeOfOrg(org), role, website: _id }
  }

  return { make, remove, check }
}

export type PublishableKeys = ReturnType<typeof createPublishableKeys>
