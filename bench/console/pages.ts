import type { ColdPage } from './cold.ts'
import { names } from './seed.ts'
import type { seedConsole } from './seed.ts'

export const bare = { name: 'bare', selector: 'p', text: 'There is React' }

/** The pages that are started cold, and by which datum of the API one sees that they are there. */
export function pagesOf(
  baseUrl: string,
  { user, claim, holding }: Awaited<ReturnType<typeof seedConsole>>,
): ColdPage[] {
  const page = (name: string, path: string, selector: string, text: string) => {
    return { name, url: baseUrl + path, selector, text }
  }
  return [
    page('overview', '/', '.overview .bars', names.paying),
    page('rules', '/rules', '.grid-row', names.holding),
    // The labels of the form are those of the type's schema.
    page('rule', `/rules/${holding}`, '.editor form', 'Count one token of each collection'),
    page('users', '/users', '.grid-row', '0x'),
    page('user', `/users?user=${user}`, '.user-dialog .bars', names.paying),
    page('claims', '/claims', '.grid-row', names.paying),
    page('receipt', `/claims/${encodeURIComponent(claim)}`, 'h1', names.paying),
  ]
}

/** What is typed where in the form of a rule. It fits: an input that scrolls is painted without Event Timing being told. */
export const typed = [
  { selector: '[data-at="/name"] input', text: ' and keep it for a week' },
  { selector: '[data-at="/amount"] input', text: '12345678901' },
  { selector: '[data-at="/description"] textarea', text: 'Whoever holds one is paid.' },
  { selector: '[data-at="/collections/0/symbol"] input', text: 'abcdefgh' },
]
