/** Settles when somebody wants this process to end: a signal, or the end of the process that launched it. */
export function untilAskedToStop(): Promise<string> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => resolve(signal))
    process.on('disconnect', () => resolve('launcher gone'))
    // Listening must not keep alive a process that has nothing else to do.
    process.channel?.unref()
  })
}

/** Waits for something to start. Asked to stop before that, leaving is enough: children end with this process. */
export function orLeave<T>(asked: Promise<string>, starting: Promise<T>): Promise<T> {
  let isDone = false
  void asked.then(() => isDone || process.exit(1))
  return starting.finally(() => (isDone = true))
}
