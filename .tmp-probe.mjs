import mongoose from 'mongoose'
const c = await mongoose
  .createConnection(process.env.MONGO_URL, { dbName: 'vouchsafe' })
  .asPromise()
if (process.argv[2] === 'drop')
  for (const n of ['projections', 'accounts', 'transactions']) await c.collection(n).drop()
console.log(
  await c.collection('projections').find().toArray(),
  await c.collection('accounts').countDocuments(),
  await c.collection('transactions').countDocuments(),
)
await c.close()
