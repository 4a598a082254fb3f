import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import type { RuleType } from '../../src/rules/catalog.ts'
import { commonFields, commonMetadata, rangeMetadata } from '../../src/rules/fields.ts'

/** What the reference says of one rule type. */
export interface Entry {
  type: string
  family: string
  fields: { name: string; required: boolean; enum?: string[]; default?: unknown }[]
  trust: string
  claim: 'manual' | 'auto' | 'both'
  lifetime: 'permanent' | 'both'
  range: boolean
  /** Whether it may pay in multipliers; of claimr's tasks, whether they have a percentage. */
  multiplier: 'yes' | 'no' | 'once-only' | 'percent' | 'none'
  complete: boolean
  frequencies: string[]
  intervals: string[]
  creatable: boolean
  facade: 'snag' | 'claimr'
}

const file = fileURLToPath(
  new URL('../../../shared/reference/rules-catalogue.json', import.meta.url),
)

/** By type; undefined where the reference does not lie beside this repository. */
export function loadCatalogue(): Map<string, Entry> | undefined {
  if (!existsSync(file)) return undefined
  const entries = JSON.parse(readFileSync(file, 'utf8')) as Entry[]
  return new Map(entries.map((entry) => [entry.type, entry]))
}

interface Property {
  default?: unknown
  enum?: unknown[]
  anyOf?: Property[]
  properties?: Record<string, Property>
  required?: string[]
}

/** In what a rule type differs from its entry: `-field` is missing, `+field` is ours alone, else an aspect. */
export function differencesOf(ruleType: RuleType, entry: Entry): string[] {
  const schema = z.toJSONSchema(ruleType.schema, { io: 'input' }) as Property
  const ours = propertiesOf(schema)
  return [...fieldDifferences(ours, entry), ...aspectDifferences(ruleType, entry, ours)].sort()
}

function fieldDifferences(ours: Map<string, Told>, entry: Entry): string[] {
  const theirs = new Set(entry.fields.map(({ name }) => ownName(name, entry)))
  const missing = [...theirs].filter((name) => !ours.has(name)).map((name) => `-${name}`)
  const added = [...ours.keys()]
    .filter((name) => !theirs.has(name) && !common.has(name))
    .map((name) => `+${name}`)
  const changed = entry.fields.flatMap((field) => {
    const told = ours.get(entry.facade === 'claimr' ? ownName(field.name, entry) : field.name)
    if (!told) return []
    const isSame =
      (field.default === undefined || field.default === told.default) &&
      (field.enum === undefined || sorted(field.enum) === sorted(told.values)) &&
      (!field.required || told.isRequired)
    return isSame ? [] : [ownName(field.name, entry)]
  })
  return [...missing, ...added, ...changed]
}

function aspectDifferences(ruleType: RuleType, entry: Entry, ours: Map<string, Told>): string[] {
  const { claimTypes, lifetimes, rewardTypes } = ruleType
  const rewards: readonly string[] = rewardTypes
  const frequencies = ours.get('frequency')?.values ?? []
  const intervals = ours.get('interval')?.values ?? []
  const paysMultipliers = rewards.includes('multiplier')
  const same = {
    family: ruleType.family === entry.family,
    trust: ruleType.trust === (entry.trust === 'self' ? 'self_declared' : entry.trust),
    claim:
      sorted(claimTypes) === sorted(entry.claim === 'both' ? ['auto', 'manual'] : [entry.claim]),
    lifetime:
      sorted(lifetimes) ===
      sorted(entry.lifetime === 'both' ? ['dynamic', 'permanent'] : ['permanent']),
    range: ruleType.ranges === entry.range,
    caps: ruleType.caps === entry.fields.some(({ name }) => name === 'maxAmountPerInterval'),
    complete: ruleType.completable === entry.complete,
    frequencies: entry.frequencies.every((frequency) => frequencies.includes(frequency)),
    intervals: sorted(intervals) === sorted(entry.intervals),
    multiplier: isMultiplierSame(),
  }
  return Object.entries(same).flatMap(([aspect, isSame]) => (isSame ? [] : [aspect]))

  function isMultiplierSame(): boolean {
    switch (entry.multiplier) {
      case 'no':
        return !paysMultipliers
      case 'yes':
        return paysMultipliers
      case 'once-only':
        return paysMultipliers && sorted(intervals) === 'once'
      case 'percent':
        return ours.has('metadata.pointsMultiplierPercent') && !paysMultipliers
      case 'none':
        return !ours.has('metadata.pointsMultiplierPercent') && !paysMultipliers
    }
  }
}

interface Told {
  default: unknown
  values: readonly string[]
  isRequired: boolean
}

/** The fields of a rule by the names of the reference, `metadata.link`. */
function propertiesOf({ properties = {}, required = [] }: Property): Map<string, Told> {
  const { metadata, ...top } = properties
  const inMetadata = Object.entries(metadata?.properties ?? {})
  return new Map([
    ...Object.entries(top).map(([name, field]) => [name, toldOf(field, name, required)] as const),
    ...inMetadata.map(
      ([name, field]) =>
        [`metadata.${name}`, toldOf(field, name, metadata?.required ?? [])] as const,
    ),
  ])
}

function toldOf(field: Property, name: string, required: readonly string[]): Told {
  const values = field.enum ?? field.anyOf?.find((choice) => choice.enum)?.enum ?? []
  return { default: field.default, values: values.map(String), isRequired: required.includes(name) }
}

/** The settings of claimr's tasks are in the metadata, where Snag's clients may send what they do not know. */
function ownName(name: string, { facade }: Entry): string {
  if (facade === 'claimr') return `metadata.${name}`
  const [first = '', second = ''] = name.split('.')
  return (first === 'metadata' ? `metadata.${second}` : first).replace('[]', '')
}

const everything = {
  claimTypes: ['manual'],
  rewardTypes: ['points'],
  lifetimes: [],
  caps: true,
} as const
const common = new Set([
  ...Object.keys(commonFields(everything)),
  ...Object.keys({ ...commonMetadata, ...rangeMetadata }).map((name) => `metadata.${name}`),
  'type',
])

function sorted(values: readonly string[]): string {
  return [...values].sort().join()
}
