/** One condition between a user and a reward: what is there, what is needed, and a sentence for people. */
export interface Gate {
  gate: 'rule' | 'time' | 'user' | 'connection' | 'required' | 'interval' | 'cap' | 'evidence'
  isOpen: boolean
  /** A failure's code, `ok`, `pending`, or the reason code of an earlier attempt. */
  code: string
  message: string
  current: string
  needed: string
}

export function open(gate: Gate['gate'], current: string, needed: string, message: string): Gate {
  return { gate, isOpen: true, code: 'ok', message, current, needed }
}

export function shut(
  gate: Gate['gate'],
  code: Gate['code'],
  current: string,
  needed: string,
  message: string,
): Gate {
  return { gate, isOpen: false, code, message, current, needed }
}
