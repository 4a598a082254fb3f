import { readFile } from 'node:fs/promises'

/** Linux counts a process's time in hundredths of a second, whatever the machine. */
const ticksPerSecond = 100

export interface Usage {
  at: number
  clientSeconds: number
  mongodSeconds: number
}

export async function readUsage(mongodPid: number): Promise<Usage> {
  const mongodSeconds = await cpuSecondsOf(mongodPid)
  const { user, system } = process.cpuUsage()
  return { at: performance.now(), clientSeconds: (user + system) / 1e6, mongodSeconds }
}

/** The cores that were kept busy between two readings. */
export function coresBetween(begin: Usage, end: Usage) {
  const seconds = (end.at - begin.at) / 1000
  return {
    seconds,
    clientCores: (end.clientSeconds - begin.clientSeconds) / seconds,
    mongodCores: (end.mongodSeconds - begin.mongodSeconds) / seconds,
  }
}

export function residentMegabytes(): number {
  return Math.round(process.memoryUsage.rss() / 2 ** 20)
}

/** The name of the program may hold spaces and brackets; the fields after it are numbers. See proc(5). */
async function cpuSecondsOf(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond
}
