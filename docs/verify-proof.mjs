// Checks that an entry of the ledger is covered by the root of a day: node verify-proof.mjs proof.json [root]
// proof.json is what GET /api/loyalty/transaction_entries/{id}/proof answered; root is what was published for that day.
// Prints what the entry says, then VALID and exits with 0, or INVALID and exits with 1.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'

// An entry is hashed as the JSON list of these fields, in this order: null for one it has not, nothing after the last it has.
const fields =
  '_id account seq amount balance at posting kind rule claim group reason labels asked held heldChange lots spent floor ' +
  'limit parts closed expiresAt refused covers programme tags sums mark'
const names = fields.split(' ')

const sha256 = (...parts) => {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return hash.digest('base64url')
}
const bytes = (hash) => Buffer.from(hash, 'base64url')
const check = (holds, what) => {
  if (!holds) throw new Error(what)
}

function verify(
  { entry, previous, following, path, day, tree, accounts, entries, previousRoot, root },
  wanted,
) {
  // 1. The entry's digest covers every field that is shown here.
  check(
    Object.keys(entry).every((name) => names.includes(name)),
    'the entry has a field that is not hashed',
  )
  const values = names.map((name) => entry[name] ?? null)
  while (values.at(-1) === null) values.pop()
  // 2. Every hash of an account covers the one before and the digest of its entry: so up to its last entry of the day.
  const last = [sha256(JSON.stringify(values)), ...following].reduce(
    (hash, digest) => sha256(hash + digest),
    previous,
  )
  // 3. The account, how many entries it had and its last hash are a leaf of the day's tree; leaves, nodes and roots begin
  //    with different bytes, so that none can be taken for another (RFC 6962).
  const leaf = sha256('\x00', JSON.stringify([entry.account, entry.seq + following.length, last]))
  const top = path.reduce((hash, step) => {
    check(Object.keys(step).length === 1, 'a step of the path is not understood')
    const [left, right] = 'left' in step ? [step.left, hash] : [hash, step.right]
    return sha256('\x01', bytes(left), bytes(right))
  }, leaf)
  check(top === tree, 'the path does not lead to the tree of the day')
  // 4. The root covers the tree, what it counts, and the root of the day before.
  const covered = sha256('\x02', JSON.stringify([day, tree, accounts, entries, previousRoot]))
  check(covered === root, 'the root is not that of the tree')
  check(
    wanted === undefined || wanted === root,
    `the root is ${root}, and not the one that was given`,
  )
}

const [file, wanted] = process.argv.slice(2)
try {
  const proof = JSON.parse(readFileSync(file, 'utf8'))
  for (const [name, value] of Object.entries(proof.entry)) {
    console.log(
      `${name.padEnd(12)}${name === 'at' ? new Date(value).toISOString() : JSON.stringify(value)}`,
    )
  }
  verify(proof, wanted)
  console.log(`VALID, if ${proof.root} is the root of ${proof.day}`)
} catch (error) {
  console.log(`INVALID: ${error.message}`)
  process.exitCode = 1
}
