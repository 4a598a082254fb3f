/** One thing that happens in the sandbox; answers what was made. Throws the door's reason for refusing. */
export async function act<T = Record<string, string>>(
  door: string,
  order: { do: string } & Record<string, unknown>,
): Promise<T> {
  return knock<T>(door, 'do', order)
}

/** Spoils the next calls of a vendor, as the order says. */
export async function spoil(door: string, order: { kind: string } & Record<string, unknown>) {
  await knock(door, 'faults', order)
}

async function knock<T>(door: string, name: string, order: object): Promise<T> {
  const response = await fetch(`${door}/_sandbox/${name}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(order),
  })
  const answer = (await response.json()) as T & { message?: string }
  if (response.ok) return answer
  throw new Error(`the sandbox refuses ${JSON.stringify(order)}: ${answer.message}`)
}
