/** Where `g` and a letter go. */
export const goes = [
  { key: 'o', to: '/', text: 'Overview' },
  { key: 'r', to: '/rules', text: 'Rules' },
  { key: 'u', to: '/users', text: 'Users' },
  { key: 'c', to: '/claims', text: 'Claims' },
] as const

export interface Shortcut {
  keys: readonly string[]
  does: string
}

/** All that the keyboard does, as `?` tells it. */
export const shortcuts: Readonly<Record<string, readonly Shortcut[]>> = {
  Anywhere: [
    { keys: ['/'], does: 'Find a rule, a user, a claim, an entry or a page' },
    { keys: ['Ctrl K'], does: 'The same' },
    ...goes.map(({ key, text }) => ({ keys: ['g', key], does: `Go to ${text}` })),
    { keys: ['?'], does: 'Show this' },
  ],
  'In lists': [
    { keys: ['↑', '↓'], does: 'The row above, the row below' },
    { keys: ['Home', 'End'], does: 'The first row, the last one that has come' },
    { keys: ['Enter'], does: 'Open the row' },
    { keys: ['Space'], does: 'Choose the claim, or choose it no more' },
  ],
  'In what is open': [
    { keys: ['Esc'], does: 'Close it, and be where you were' },
    { keys: ['Ctrl S'], does: 'Save the rule that is edited' },
  ],
}

/** Keys belong to whoever types, and to what is open. */
export function isTaken(target: EventTarget | null): boolean {
  if (document.querySelector('[role=dialog], [role=alertdialog]')) return true
  return target instanceof Element && target.closest(typing) !== null
}

const typing = [
  'input:not([type=checkbox], [type=radio])',
  ...['textarea', 'select', '[contenteditable]', '[role=combobox]', '[role=listbox]'],
].join(', ')
