import './look/tokens.css'
import './look/base.css'
import './look/ui.css'
import './look/pages.css'
import { CSPProvider } from '@base-ui/react/csp-provider'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { createRoot } from 'react-dom/client'
import { createAhead } from './ahead.ts'
import { createClient, sessionQuery } from './queries.ts'
import { createConsoleRouter } from './router.tsx'
import { Toasts } from './ui/toasts.tsx'

/** How long nobody minds an empty page, in milliseconds. */
const longestEmpty = 250

const element = document.getElementById('root')
if (!element) throw new Error('index.html has no element for the console')
const root = createRoot(element)
const client = createClient()
void client.prefetchQuery(sessionQuery)
const { ahead, answered } = createAhead(client)
const router = createConsoleRouter(ahead)
// What comes at once is drawn at once: bones before it would cost as much as the page, and flicker. Nothing is awaited out here:
// code of pages that came to share a file with this module would wait for it.
const arrived = Promise.allSettled([router.load()]).then(answered)
void Promise.race([arrived, pause(longestEmpty)]).then(draw)

function draw(): void {
  root.render(
    // Base UI would write style elements, which the policy refuses.
    <CSPProvider disableStyleElements>
      <QueryClientProvider {...{ client }}>
        <Toasts>
          <RouterProvider {...{ router }} />
        </Toasts>
      </QueryClientProvider>
    </CSPProvider>,
  )
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
