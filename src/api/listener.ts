import type { RequestListener } from 'node:http'
import { createApp } from './app.ts'
import { createFastEvents } from './fast-events.ts'
import type { AppOptions } from './options.ts'

/** Everything over HTTP: events on their own way, all else through Express. */
export function createListener(options: AppOptions, app = createApp(options)): RequestListener {
  const answersEvent = createFastEvents(options)
  return (req, res) => {
    if (!answersEvent(req, res)) app(req, res)
  }
}
