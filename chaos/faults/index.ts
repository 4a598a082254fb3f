import { clockFault } from './clock.ts'
import { commandFaults } from './commands.ts'
import { fullDisk } from './disk.ts'
import type { FaultKind } from './fault.ts'
import { networkFaults, productNetworkFaults } from './network.ts'
import { processFaults, productProcessFaults } from './processes.ts'

/** Every kind of fault that this campaign can bring about. */
export function faultKinds({ hasDisk, hasProduct }: { hasDisk: boolean; hasProduct: boolean }) {
  const kinds: FaultKind[] = [
    ...processFaults,
    ...commandFaults,
    ...networkFaults,
    clockFault,
    ...(hasDisk ? [fullDisk] : []),
  ]
  return hasProduct ? [...kinds, ...productProcessFaults, ...productNetworkFaults] : kinds
}
