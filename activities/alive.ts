import { Context } from '@temporalio/activity'
import type { ActivityInterceptorsFactory } from '@temporalio/worker'

const everyMs = 2000

/** Lets the server know that an activity's worker still lives, so that the work of one that was killed is soon another's. */
export const showLife: ActivityInterceptorsFactory = () => ({
  inbound: {
    async execute(input, next) {
      const context = Context.current()
      if (!context.info.heartbeatTimeoutMs) return next(input)
      const timer = setInterval(() => context.heartbeat(), everyMs)
      try {
        return await next(input)
      } finally {
        clearInterval(timer)
      }
    },
  },
})
