import type { Socket } from 'node:net'

/** JSON in one line; 64-bit amounts are written `"5n"`, times as ISO texts, and both come back as what they were. */
export function encode(value: unknown): string {
  return JSON.stringify(value, (_, each: unknown) => (typeof each === 'bigint' ? `${each}n` : each))
}

export function decode<T>(text: string): T {
  return JSON.parse(text, (_, each: unknown) =>
    typeof each === 'string' ? revived(each) : each,
  ) as T
}

/** Hands over what arrives line by line. */
export function onLine(socket: Socket, take: (line: string) => void): void {
  let rest = ''
  socket.setEncoding('utf8')
  socket.on('data', (part: string) => {
    const lines = (rest + part).split('\n')
    rest = lines.pop() ?? ''
    lines.forEach(take)
  })
}

/** The same text for the same value, whatever the order of its fields; what is undefined is absent. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_, each: unknown) => {
    if (typeof each === 'bigint') return `${each}n`
    if (typeof each !== 'object' || each === null || Array.isArray(each)) return each
    return Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1)))
  })
}

function revived(text: string): unknown {
  if (/^-?\d+n$/.test(text)) return BigInt(text.slice(0, -1))
  if (/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(text)) return new Date(text)
  return text
}
