import { Failure } from '../domain/failure.ts'
import { providerNames } from './answer.ts'
import type { ProviderName } from './answer.ts'

/** An id fit for a path. Throws `provider_refused` for what cannot be one, before anybody is asked. */
export function numericId(provider: ProviderName, id: string): string {
  if (/^\d{1,20}$/.test(id)) return id
  throw new Failure(
    'provider_refused',
    `"${id.slice(0, 40)}" is no id of ${providerNames[provider]}`,
  )
}
