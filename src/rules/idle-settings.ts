import type { Task } from '../domain/task.ts'
import type { Warning } from './foreign-fields.ts'

/** Settings of a task that are right, and have no effect beside the others. */
export function idleSettings(task: Task | undefined): Warning[] {
  if (!task) return []
  const { recurrence, progressive, continuous, fractional } = task
  const isDoneOnce = !continuous && (recurrence === 'Once' || recurrence === 'Multiple')
  const warnings = []
  if (progressive && isDoneOnce) {
    const message = `has no effect: a task that is not continuous and recurs "${recurrence}" pays once`
    warnings.push({ pointer: '/metadata/progressive', message })
  }
  if (fractional && !progressive) {
    const message = 'has no effect: the task is not progressive'
    warnings.push({ pointer: '/metadata/progressiveStep', message })
  }
  return warnings
}
