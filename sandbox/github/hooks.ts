import { createHmac, randomUUID } from 'node:crypto'

export interface Hook {
  id: number
  url: string
  secret: string
  /** Events it asked for; all if empty. */
  events: readonly string[]
  /** Nothing is sent until `redeliver`, so that a test decides on the order and the delay. */
  isHeld: boolean
}

export interface Delivery {
  /** The same however often it is sent again. */
  id: string
  hookId: number
  event: string
  action: string
  body: string
  /** One for each time it was sent: the status of the answer, or why there was none. */
  answers: (number | string)[]
}

export type Signature = 'good' | 'wrong' | 'none'

/** Webhooks and what became of them. https://docs.github.com/webhooks */
export function createHooks() {
  const hooks: Hook[] = []
  const deliveries: Delivery[] = []

  async function send(delivery: Delivery, signature: Signature = 'good'): Promise<void> {
    const hook = hooks.find((each) => each.id === delivery.hookId)
    if (!hook) throw new Error(`no hook ${delivery.hookId}`)
    const headers = { ...headersOf(delivery), ...signed(hook, delivery.body, signature) }
    const answer = await fetch(hook.url, { method: 'POST', headers, body: delivery.body }).then(
      (response) => response.status,
      (error: Error) => error.message,
    )
    delivery.answers.push(answer)
  }

  return {
    hooks,
    deliveries,
    send,
    add(hook: Omit<Hook, 'id'>): Hook {
      const added = { ...hook, id: hooks.length + 1 }
      hooks.push(added)
      return added
    },
    /** Tells every hook that asked for the event, without waiting for their answers. */
    announce(event: string, action: string, payload: Record<string, unknown>): void {
      const told = hooks.filter(({ events }) => events.length === 0 || events.includes(event))
      for (const { id: hookId, isHeld } of told) {
        const body = JSON.stringify({ ...(action && { action }), ...payload })
        const delivery = { id: randomUUID(), hookId, event, action, body, answers: [] }
        deliveries.push(delivery)
        if (!isHeld) void send(delivery)
      }
    },
  }
}

export type Hooks = ReturnType<typeof createHooks>

function headersOf(delivery: Delivery): Record<string, string> {
  return {
    'content-type': 'application/json',
    'user-agent': 'GitHub-Hookshot/044aadd',
    'x-github-event': delivery.event,
    'x-github-delivery': delivery.id,
    'x-github-hook-id': String(delivery.hookId),
  }
}

function signed(hook: Hook, body: string, signature: Signature): Record<string, string> {
  if (signature === 'none') return {}
  const secret = signature === 'good' ? hook.secret : `not ${hook.secret}`
  const mac = createHmac('sha256', secret).update(body).digest('hex')
  return { 'x-hub-signature-256': `sha256=${mac}` }
}
