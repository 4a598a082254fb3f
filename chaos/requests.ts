import { isRemembered } from './answer.ts'
import type { Answer, Told } from './answer.ts'
import type { LogLine } from './log.ts'
import { digestOf, isConflict, newRequest, rivalMark } from './request.ts'
import type { Outcome, Refused, Report, Request } from './request.ts'

/** Reads a client's log line by line, and reports answers that contradict each other. */
export function createRequests(report: Report, tell: (request: Request, told: Told[]) => void) {
  const requests = new Map<string, Request>()
  const open = new Set<Request>()
  const counted = { acknowledged: 0, resent: 0, conflicts: 0 }
  let position = 0

  function read(line: LogLine): void {
    position += 1
    if (line.isOther) return readOther(line)
    if (line.is === 'send') return begin(line)
    const request = requests.get(line.operation)
    if (!request) return report('broken', `${line.operation} was answered and never sent`)
    if (line.answer.is === 'posted') readPosted(request, line.answer)
    if (line.answer.is === 'refused') readRefused(request, line.answer, line.send)
  }

  function begin({ operation, send, call }: Extract<LogLine, { is: 'send' }>): void {
    const request = requests.get(operation) ?? newRequest(operation, position, call)
    if (request.sends.size > 0) counted.resent += 1
    if (!request.outcome) open.add(request)
    requests.set(operation, request)
    request.sends.set(send, position)
  }

  function readPosted(request: Request, { posting, entries }: Extract<Answer, { is: 'posted' }>) {
    const { operation, outcome } = request
    const digest = digestOf(entries)
    if (outcome?.is === 'posted') {
      if (posting !== outcome.posting) report('twice', `${operation} was told of two postings`)
      else if (digest !== outcome.digest)
        report('broken', `${operation} was told of other entries when it was sent again`)
      return
    }
    if (outcome && isRemembered(outcome.code))
      report('broken', `${operation} is stored though it was refused: ${outcome.code}`)
    close(request, { is: 'posted', digest, posting })
    counted.acknowledged += 1
    request.stored = position
    tell(request, [...entries])
  }

  function readRefused(request: Request, { is, code }: Refused, send: number): void {
    const { operation, outcome, stored = Infinity } = request
    if (code === 'not_found') report('lost', `${operation} did not find what was acknowledged`)
    else if (!isExpected(request, code)) report('broken', `${operation} was refused: ${code}`)
    else if (outcome?.is === 'posted') {
      // Of two sends at once, one may come too early or too late for what it names; one that follows may not.
      if (isRemembered(code) || (request.sends.get(send) ?? 0) > stored)
        report('broken', `${operation} was refused, ${code}, though it is stored`)
    } else if (outcome && isRemembered(outcome.code) && outcome.code !== code) {
      report('broken', `${operation} was refused in two ways: ${outcome.code}, ${code}`)
    } else close(request, { is, code })
  }

  function isExpected({ operation, mayBeInvalid }: Request, code: string): boolean {
    if (code === 'invalid_request') return mayBeInvalid
    return isRemembered(code) || (code === 'key_conflict' && rivalOf(operation) !== undefined)
  }

  function readOther(line: LogLine): void {
    if (line.is !== 'answer' || line.answer.is === 'unknown') return
    const isRefused = line.answer.is === 'refused' && line.answer.code === 'key_conflict'
    if (isRefused) counted.conflicts += 1
    else report('broken', `another body was accepted under the key of ${line.operation}`)
  }

  function close(request: Request, outcome: Outcome): void {
    request.outcome = outcome
    open.delete(request)
    const rival = rivalOf(request.operation)
    const outcomes = [outcome, rival?.outcome]
    if (!rival?.outcome) return
    const isOne = outcomes.filter((each) => each && !isConflict(each)).length === 1
    if (isOne) counted.conflicts += 1
    else report('broken', `of two bodies under the key of ${request.operation} not one was taken`)
  }

  /** The operation that raced this one with another body under the same key. */
  function rivalOf(operation: string): Request | undefined {
    const isRival = operation.endsWith(rivalMark)
    return requests.get(isRival ? operation.slice(0, -rivalMark.length) : operation + rivalMark)
  }

  return { read, get: (operation: string) => requests.get(operation), open, counted }
}
