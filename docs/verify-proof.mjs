// Checks that an entry of the ledger is covered by the root of a day: node verify-proof.mjs proof.json [root]
// proof.json is what GET /api/loyalty/transaction_entries/{id}/proof answered, root is what was kept of that day.
// Prints what the entry says, then VALID and exits with 0, or INVALID and exits with 1.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'

// An entry is hashed as the JSON list of these fields: null for one it has not, and nothing after the last one it has.
const names = (
  '_id account seq amount balance at posting kind rule claim group reason labels asked held heldChange lots spent ' +
  'floor limit parts closed expiresAt refused covers programme tags sums mark'
).split(' ')

function sha256(...parts) {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return hash.digest('base64url')
}

function bytesOf(hash) {
  const bytes = Buffer.from(hash, 'base64url')
  if (bytes.toString('base64url') !== hash) throw new Error(`${hash} is no hash`)
  return bytes
}

function rootOf({ entry, previous, following, path, day, previousRoot }) {
  const strange = Object.keys(entry).find((name) => !names.includes(name))
  if (strange) throw new Error(`the entry has a field that is not hashed: ${strange}`)
  const values = names.map((name) => entry[name] ?? null)
  while (values.at(-1) === null) values.pop()
  // The digest covers every field, and each hash of an account the one before it and the digest of its own entry.
  const digests = [sha256(JSON.stringify(values)), ...following]
  const last = digests.reduce((hash, digest) => sha256(hash + digest), previous)
  // Where the account stood at the end of the day is a leaf of the day's tree. Leaves, nodes and roots begin with
  // different bytes, so that none can be taken for another (RFC 6962).
  const leaf = sha256('\x00', JSON.stringify([entry.account, entry.seq + following.length, last]))
  const tree = path.reduce((hash, step) => {
    const [left, right] = 'left' in step ? [step.left, hash] : [hash, step.right]
    return sha256('\x01', bytesOf(left), bytesOf(right))
  }, leaf)
  return sha256('\x02', JSON.stringify([day, tree, previousRoot]))
}

const [file, wanted] = process.argv.slice(2)
try {
  const proof = JSON.parse(readFileSync(file, 'utf8'))
  for (const [name, value] of Object.entries(proof.entry)) {
    console.log(name.padEnd(12) + JSON.stringify(value))
  }
  const root = rootOf(proof)
  if (root !== proof.root) throw new Error(`it leads to the root ${root}, and not to ${proof.root}`)
  if (wanted && root !== wanted) throw new Error(`the root is ${root}, and not the one given`)
  console.log(`VALID, if ${root} is the root of ${proof.day}`)
} catch (error) {
  console.log(`INVALID: ${error.message}`)
  process.exitCode = 1
}
