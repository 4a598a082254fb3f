const patienceMs = 2000

/** Waits a moment for something that may as well happen later; a failure is told, and is nobody's who waits. */
export async function soon(
  work: Promise<unknown>,
  onError: (error: unknown) => void,
): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const patience = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, patienceMs)
  })
  await Promise.race([work.then(() => undefined, onError), patience])
  clearTimeout(timer)
}
