import { rm, writeFile } from 'node:fs/promises'

/** Writes what a shell reads with `source`; for its owner's eyes, since there are keys in it. */
export async function writeEnvironment(file: string, variables: Record<string, string>) {
  // The mode counts only for a file that is new.
  await rm(file, { force: true })
  await writeFile(file, environmentText(variables), { mode: 0o600 })
}

/** One `export NAME='value'` a line, quoted so that nothing in a value means anything to the shell. */
export function environmentText(variables: Record<string, string>): string {
  return Object.entries(variables)
    .map(([name, value]) => `export ${name}='${value.replaceAll("'", String.raw`'\''`)}'\n`)
    .join('')
}
