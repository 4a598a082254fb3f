import './look/tokens.css'
import './look/base.css'
import './look/ui.css'
import './look/pages.css'
import { CSPProvider } from '@base-ui/react/csp-provider'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { createRoot } from 'react-dom/client'
import { createAhead } from './ahead.ts'
import { createClient } from './queries.ts'
import { createConsoleRouter } from './router.tsx'
import { Toasts } from './ui/toasts.tsx'

const root = document.getElementById('root')
if (!root) throw new Error('index.html has no element for the console')
const client = createClient()
const router = createConsoleRouter(createAhead(client))
// The code and the data of the first page need not wait until React has drawn that there is none yet.
void router.load()
createRoot(root).render(
  // Base UI would write style elements, which the policy refuses.
  <CSPProvider disableStyleElements>
    <QueryClientProvider {...{ client }}>
      <Toasts>
        <RouterProvider {...{ router }} />
      </Toasts>
    </QueryClientProvider>
  </CSPProvider>,
)
