/** Waits until a condition holds, asking again and again; an error counts as "not yet". Throws the last one at the deadline. */
export async function eventually(
  condition: () => Promise<boolean | undefined>,
  withinMs = 20_000,
): Promise<void> {
  const deadline = Date.now() + withinMs
  let last: unknown
  while (Date.now() < deadline) {
    try {
      if (await condition()) return
      last = undefined
    } catch (error) {
      last = error
    }
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error(`it did not come true within ${withinMs} ms`, { cause: last })
}
