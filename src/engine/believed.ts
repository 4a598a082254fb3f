const most = 10_000

/**
 * Asks again only when an answer is older than this; those who ask at the same time get one answer. What fails is not
 * remembered.
 */
export function believed<T>(
  ms: number,
  now: () => Date,
  ask: (key: string) => Promise<T>,
): (key: string) => Promise<T> {
  const known = new Map<string, { answer: Promise<T>; from: number; until: number }>()

  return function answerTo(key) {
    const at = now().getTime()
    const found = known.get(key)
    // Also a clock that was set back ends it.
    if (found && found.from <= at && at < found.until) return found.answer
    const answer = ask(key)
    known.delete(key)
    if (known.size >= most) known.clear()
    known.set(key, { answer, from: at, until: at + ms })
    answer.catch(() => {
      if (known.get(key)?.answer === answer) known.delete(key)
    })
    return answer
  }
}
