/** Compares letters without their case, as the indexes of names do. */
export const caseless = { locale: 'en', strength: 2 }

/** What finds some of those whom a text names, by one index. */
interface Search {
  filter: object
  collation?: typeof caseless
}

/**
 * Who is known by something that begins with a text: their id, a wallet, a handle, an id elsewhere (the whole of it), the
 * customer's own id, a name, an e-mail address. A partial index is used only by who says its condition too.
 */
export function userSearches(text: string): Search[] {
  const wallet = text.startsWith('0x') ? text.toLowerCase() : text
  const begins = beginning(text)
  return [
    { filter: { _id: begins } },
    {
      filter: {
        'wallets.address': { $gt: '' },
        wallets: { $elemMatch: { address: beginning(wallet) } },
      },
    },
    {
      filter: {
        'accounts.handle': { $gt: '' },
        accounts: { $elemMatch: { handle: begins } },
      },
      collation: caseless,
    },
    { filter: { 'accounts.id': text } },
    { filter: { externalIdentifier: begins }, collation: caseless },
    { filter: { 'profile.displayName': begins }, collation: caseless },
    { filter: { 'profile.emailAddress': begins }, collation: caseless },
  ]
}

/** U+FFFF comes after every letter, in every order. */
function beginning(text: string) {
  return { $gte: text, $lt: `${text}\uffff` }
}
