import type { VendorAnswer, VendorRequest, VendorRoute } from '../kit/vendor.ts'
import type { Discord } from './discord.ts'

/** `GET /users/@me` and the like, below the version, with what answers. */
export type Routes = Record<string, (discord: Discord, request: VendorRequest) => VendorAnswer>

/** Discord answers under `/api/v10`. */
export function routesOf(discord: Discord, ...tables: Routes[]): VendorRoute[] {
  return tables.flatMap(Object.entries<Routes[string]>).map(([name, answer]) => {
    const [method = '', below = ''] = name.split(' ')
    return { method, path: `/api/v10${below}`, answer: (request) => answer(discord, request) }
  })
}
