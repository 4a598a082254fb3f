import type { Client, WorkflowHandle } from '@temporalio/client'
import type { Logger } from 'pino'
import { ruleTypeOf, verifyQueueOf } from '../rules/catalog.ts'
import type { ClaimRecord } from '../store/claims.ts'
import type { Store } from '../store/index.ts'
import { startPage } from './start-page.ts'

/** A claim that has been written down and wants a workflow. */
export interface Waiting {
  org: string
  claim: string
  rule: string
  ruleType: string
  version: number
  queue: string
  user: string
  attempt: number
  notBefore?: Date | undefined
}

/** What the front desk needs to know of a claim. */
export function waitingOf(claim: ClaimRecord): Waiting {
  const { org, _id, rule, ruleType, version, user, attempt, notBefore } = claim
  const queue = verifyQueueOf(ruleTypeOf(ruleType))
  return { org, claim: _id, rule, ruleType, version, queue, user, attempt, notBefore }
}

export interface FrontDeskOptions {
  store: Store
  client: Client
  log: Logger
  /** Workflows under way at once; more only make a Temporal server slower (it has a flat top at about 8). */
  abreast?: number
  /** With so many under way, claims of a rule are gathered: the fuller a page, the less each claim costs. */
  gatherFrom?: number
  /** The most claims in one workflow. */
  pageSize?: number
  /** A workflow that takes longer than this is waiting for somebody, and gives its place away. */
  patienceMs?: number
}

/**
 * Starts workflows for accepted claims: one claim each while few are under way, whole pages per rule while many
 * are. It holds no truth: what is lost with it is found again by `recover`.
 */
export function createFrontDesk(options: FrontDeskOptions) {
  const {
    store,
    client,
    log,
    abreast = 8,
    gatherFrom = 2,
    pageSize = 200,
    patienceMs = 2000,
  } = options
  const gathered = new Map<string, Waiting[]>()
  let underWay = 0
  let idle: (() => void)[] = []

  function submit(claim: Waiting): void {
    const rule = `${claim.org}:${claim.rule}:${claim.version}`
    const page = gathered.get(rule)
    if (page) page.push(claim)
    else gathered.set(rule, [claim])
    pump()
  }

  function pump(): void {
    while (underWay < abreast) {
      const page = nextPage()
      if (!page) break
      underWay += 1
      void carry(page).finally(() => {
        underWay -= 1
        pump()
      })
    }
    if (underWay === 0 && gathered.size === 0) {
      idle.forEach((resolve) => resolve())
      idle = []
    }
  }

  /** The rule that has waited longest goes first; what does not fit goes to the end of the line. */
  function nextPage(): Waiting[] | undefined {
    const first = gathered.entries().next()
    if (first.done) return undefined
    const [rule, claims] = first.value
    if (claims.length > 1 && underWay >= gatherFrom) return undefined
    gathered.delete(rule)
    if (claims.length > pageSize) gathered.set(rule, claims.slice(pageSize))
    return claims.slice(0, pageSize)
  }

  async function carry(claims: readonly Waiting[]): Promise<void> {
    try {
      const handle = await startPage(client, claims)
      if (await isSoonOver(handle)) return
      // What waits for somebody is not picked up again; whatever is quick ends before anybody would look.
      const ids = claims.map(({ claim }) => claim)
      await store.claims.markCarried(claims[0]?.org ?? '', ids, handle.workflowId)
    } catch (error) {
      // The claims stay accepted; `recover` starts them when Temporal answers again.
      log.error({ err: error, claims: claims.length }, 'a page of claims was not started')
    }
  }

  async function isSoonOver(handle: WorkflowHandle): Promise<boolean> {
    const tooLong = new Promise<boolean>((resolve) =>
      setTimeout(resolve, patienceMs, false).unref(),
    )
    return Promise.race([handle.result().then(() => true), tooLong])
  }

  /** Resolves when nothing is under way any more. */
  async function drain(): Promise<void> {
    if (underWay === 0 && gathered.size === 0) return
    await new Promise<void>((resolve) => idle.push(resolve))
  }

  return { submit, drain }
}

export type FrontDesk = ReturnType<typeof createFrontDesk>
