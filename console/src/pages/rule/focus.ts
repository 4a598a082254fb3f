import { pathOf, pointerOf } from '../../form/values.ts'

/** Puts whoever wants to save where something is wrong. */
export function focusFirstInvalid(form: HTMLElement): void {
  focusWithin(form.querySelector('[data-invalid]'))
}

/** The control of a place that is named by its pointer, or the nearest around it. */
export function focusPlace(form: HTMLElement, pointer: string): void {
  for (let path = pathOf(pointer); path.length > 0; path = path.slice(0, -1)) {
    const found = form.querySelector(`[data-at="${CSS.escape(pointerOf(path))}"]`)
    if (found) {
      focusWithin(found)
      return
    }
  }
}

const controls = 'input, textarea, select, button'

function focusWithin(place: Element | null): void {
  place?.closest('details')?.setAttribute('open', '')
  place?.querySelector<HTMLElement>(controls)?.focus()
}
