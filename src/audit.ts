import { readConfig } from './config.ts'
import { auditLedger } from './ledger/audit.ts'
import { connectMongo } from './store/connect.ts'

// Re-computes the whole ledger and prints what is wrong with it: `node src/audit.ts`. Nothing being wrong is exit code 0.
const { mongo } = readConfig(process.env)
const connection = await connectMongo(mongo.url, mongo.db)
try {
  const audit = await auditLedger({ db: connection.getClient().db(mongo.db) })
  console.log(JSON.stringify(audit))
  if (audit.problems.length > 0) process.exitCode = 1
} finally {
  await connection.close()
}
