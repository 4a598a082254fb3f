import mongoose from 'mongoose'
import type { mongo } from 'mongoose'
import type { Job } from './job.ts'

export interface Contender {
  /** Sends one call. Returns how many credits it made durable, 0 when there is nothing left to send. */
  send: () => Promise<number>
  /** Throws if what was answered is not what had to be. */
  close: () => Promise<void>
}

/** Loads one contender and nothing of the others, so that none pays for another's memory. */
export async function openContender(job: Job): Promise<Contender> {
  switch (job.contender) {
    case 'naive':
      return (await import('./naive.ts')).openNaive(job)
    case 'medici':
      return (await import('./medici.ts')).openMedici(job)
    case 'ceiling':
      return (await import('./ceiling.ts')).openCeiling(job)
    case 'ours':
      return (await import('./ours.ts')).openOurs(job)
  }
}

/** What is answered is with the majority and in the journal, for everybody. */
export const durable = { writeConcern: { w: 'majority', journal: true } } as const

export async function connect(url: string): Promise<mongo.MongoClient> {
  return mongoose.mongo.MongoClient.connect(url, durable)
}
