/** Straight to this address: a driver that knew of the replica set would go round what stands in between. */
export function mongoUrlOf(address: string): string {
  return `mongodb://${address}/?directConnection=true`
}
