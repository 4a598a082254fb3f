import { createContext } from 'react'

/** Whether a form only shows what is there. The platform disables its own controls in a fieldset, and no others. */
export const ReadOnly = createContext(false)
