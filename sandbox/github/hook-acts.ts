import { textOf } from '../kit/people.ts'
import type { Acts } from './acts.ts'
import type { Github } from './github.ts'
import type { Signature } from './hooks.ts'
import { optionalText, textsIn } from './order.ts'
import type { Order } from './order.ts'
import { must } from './state.ts'

export function hookActs(github: Github): Acts {
  return { hook: (order) => hook(github, order), redeliver: (order) => redeliver(github, order) }
}

/** Registers `url` for `events` (all, if left out). With `held`, each waits for its `redeliver`. */
function hook(github: Github, order: Order) {
  const added = github.hooks.add({
    url: textOf(order, 'url'),
    secret: textOf(order, 'secret'),
    events: textsIn(order, 'events') ?? [],
    isHeld: order.held === true,
  })
  return { id: added.id }
}

/** Sends a delivery (again), the newest unless `delivery` names one; `signature` may be wrong or none. */
async function redeliver(github: Github, order: Order) {
  const { deliveries, send } = github.hooks
  const id = optionalText(order, 'delivery')
  const found = id === undefined ? deliveries.at(-1) : deliveries.find((each) => each.id === id)
  const delivery = must(found, `delivery ${id ?? ''}`)
  await send(delivery, signatureIn(order))
  return { delivery: delivery.id, answer: delivery.answers.at(-1) }
}

function signatureIn(order: Order): Signature {
  const named = optionalText(order, 'signature') ?? 'good'
  if (named === 'good' || named === 'wrong' || named === 'none') return named
  throw new Error('"signature" must be good, wrong or none')
}
