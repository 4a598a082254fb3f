import { textOf } from '../kit/people.ts'
import { isThere } from './world.ts'
import type { World, XAccount, XPost } from './world.ts'

export type Order = Record<string, unknown>

/** The account of the person an order names, opened if it is new. */
export function personIn(world: World, order: Order, now: number, name = 'who'): XAccount {
  return world.people.of(textOf(order, name), now)
}

/** The post an order names; it must exist. */
export function postIn(world: World, order: Order, now: number): XPost {
  const id = textOf(order, 'post')
  const post = world.posts.get(id)
  if (post && isThere(post, now)) return post
  throw new Error(`there is no post ${id}`)
}

export function countIn(order: Order, name: string): number {
  const value = order[name]
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0) return value
  throw new Error(`"${name}" must be a whole number, not below 0`)
}

/** A text that may be empty, such as a bio. */
export function textIn(order: Order, name: string): string {
  const value = order[name]
  if (typeof value === 'string') return value
  throw new Error(`"${name}" must be a string`)
}

/** A switch of an order: on, unless it says `on: false`. */
export function isOn({ on = true }: Order): boolean {
  if (typeof on === 'boolean') return on
  throw new Error('"on" must be true or false')
}

export function listIn(order: Order, name: string, usual: readonly string[]): string[] {
  const value = order[name] ?? usual
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value
  throw new Error(`"${name}" must be a list of strings`)
}

/** A choice among a few words. */
export function choiceIn<T extends string>(order: Order, name: string, choices: readonly T[]): T {
  const choice = choices.find((one) => one === order[name])
  if (choice !== undefined) return choice
  throw new Error(`"${name}" must be one of: ${choices.join(', ')}`)
}
