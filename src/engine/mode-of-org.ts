import { orgIn } from '../store/organizations.ts'
import type { Mode } from '../store/organizations.ts'

/** Which side of a tenant an organization's id names. */
export function modeOfOrg(org: string): Mode {
  return orgIn('test', org) === org ? 'test' : 'live'
}
