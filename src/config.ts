import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'

const json = <T extends z.ZodType>(schema: T) =>
  z.string().transform((value, context): z.output<T> => {
    try {
      return schema.parse(JSON.parse(value))
    } catch (error) {
      context.addIssue({
        code: 'custom',
        message: error instanceof Error ? error.message : 'not JSON',
      })
      return z.NEVER
    }
  })

const sealingKeys = z
  .string()
  .regex(
    /^\w+:[A-Za-z0-9+/]{43}=(?:,\w+:[A-Za-z0-9+/]{43}=)*$/,
    'name:base64 of 32 bytes, comma separated',
  )

const environment = z.object({
  MONGO_URL: z.string().min(1),
  MONGO_DB: z.string().default('vouchsafe'),
  TEMPORAL_ADDRESS: z.string().default('127.0.0.1:7233'),
  TEMPORAL_NAMESPACE: z.string().default('vouchsafe'),
  TEMPORAL_UI_URL: z.url().optional(),
  HOST: z.string().default('127.0.0.1'),
  PORT: z.coerce.number().int().min(0).max(65535).default(3000),
  METRICS_PORT: z.coerce.number().int().min(0).max(65535).default(9464),
  PUBLIC_URL: z.url().default('http://127.0.0.1:3000'),
  CONSOLE_DIST: z.string().default(fileURLToPath(new URL('../console/dist', import.meta.url))),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  ENCRYPTION_KEYS: sealingKeys,
  WORKFLOW_BUNDLE: z.string().optional(),
  TASK_QUEUES: z.string().optional(),
  SECOND_LOOK_SECONDS: z.coerce.number().int().positive().default(600),
  HOUSEKEEPING_SECONDS: z.coerce.number().int().positive().default(15),
  GITHUB_API_URL: z.url().default('https://api.github.com'),
  GITHUB_TOKEN: z.string().default(''),
  DISCORD_API_URL: z.url().default('https://discord.com/api'),
  DISCORD_BOT_TOKEN: z.string().default(''),
  X_API_URL: z.url().default('https://api.x.com'),
  X_BEARER_TOKEN: z.string().default(''),
  X_CLIENT_ID: z.string().default(''),
  X_CLIENT_SECRET: z.string().default(''),
  RPC_URLS: json(z.record(z.string(), z.url())).default({}),
  CONFIRMATIONS: json(
    z.record(z.string(), z.union([z.enum(['finalized', 'safe']), z.int().nonnegative()])),
  ).default({}),
  RATE_LIMITS: json(z.record(z.string(), z.number().positive())).default({ getAccountRank: 1 }),
  LOOPBACK_WEBHOOKS: z.stringbool().default(false),
  VERIFY_RATES: json(z.record(z.string(), z.number().positive())).default({}),
})

/** The names of all variables that are read; a deployment may set no others. */
export const variables = Object.keys(environment.shape)

/** Reads the environment once; everything else is handed what it needs. Throws with every variable that is wrong. */
export function readConfig(env: NodeJS.ProcessEnv) {
  const data = parse(environment, env)
  return {
    mongo: { url: data.MONGO_URL, db: data.MONGO_DB },
    temporal: {
      address: data.TEMPORAL_ADDRESS,
      namespace: data.TEMPORAL_NAMESPACE,
      uiUrl: data.TEMPORAL_UI_URL,
    },
    host: data.HOST,
    port: data.PORT,
    metricsPort: data.METRICS_PORT,
    publicUrl: data.PUBLIC_URL,
    consoleDist: resolve(data.CONSOLE_DIST),
    logLevel: data.LOG_LEVEL,
    sealingKeys: sealingKeysOf(data.ENCRYPTION_KEYS),
    workflowBundle: data.WORKFLOW_BUNDLE,
    taskQueues: data.TASK_QUEUES?.split(',').map((queue) => queue.trim()),
    secondLookSeconds: data.SECOND_LOOK_SECONDS,
    housekeepingSeconds: data.HOUSEKEEPING_SECONDS,
    github: { baseUrl: data.GITHUB_API_URL, token: data.GITHUB_TOKEN },
    discord: { baseUrl: data.DISCORD_API_URL, botToken: data.DISCORD_BOT_TOKEN },
    x: {
      baseUrl: data.X_API_URL,
      bearerToken: data.X_BEARER_TOKEN,
      clientId: data.X_CLIENT_ID,
      clientSecret: data.X_CLIENT_SECRET,
    },
    chain: { urls: data.RPC_URLS, confirmations: data.CONFIRMATIONS },
    rateLimits: data.RATE_LIMITS,
    loopbackWebhooks: data.LOOPBACK_WEBHOOKS,
    verifyRates: data.VERIFY_RATES,
    unavailable: unavailableIn(data),
  }
}

export type Config = ReturnType<typeof readConfig>

/** Only where the database is, for what needs nothing else. Throws as above. */
export function readMongo(env: NodeJS.ProcessEnv): Config['mongo'] {
  const data = parse(environment.pick({ MONGO_URL: true, MONGO_DB: true }), env)
  return { url: data.MONGO_URL, db: data.MONGO_DB }
}

function parse<T extends z.ZodType>(schema: T, env: NodeJS.ProcessEnv): z.output<T> {
  // Compose files and shells hand on variables that are set to nothing.
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''))
  const parsed = schema.safeParse(given)
  if (parsed.success) return parsed.data
  throw new Error(`the environment is not right\n${z.prettifyError(parsed.error)}`)
}

/** Which providers cannot be asked, and which variable is missing. GitHub answers without a token, only less often. */
function unavailableIn(data: z.output<typeof environment>): Record<string, string> {
  const missing = {
    x: data.X_BEARER_TOKEN === '' && 'X_BEARER_TOKEN',
    discord: data.DISCORD_BOT_TOKEN === '' && 'DISCORD_BOT_TOKEN',
    chain: Object.keys(data.RPC_URLS).length === 0 && 'RPC_URLS',
  }
  return Object.fromEntries(
    Object.entries(missing).flatMap(([provider, variable]) =>
      variable ? [[provider, `${variable} is not set in this deployment`]] : [],
    ),
  )
}

function sealingKeysOf(list: string): Map<string, Buffer> {
  return new Map(
    list.split(',').map((entry): [string, Buffer] => {
      const [name = '', key = ''] = entry.split(':')
      return [name, Buffer.from(key, 'base64')]
    }),
  )
}
