import { writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker'

/** Bundles the workflows into one file, so that a worker need not: `node engines/bundle.ts FILE`. */
export async function bundleWorkflows(file: string): Promise<void> {
  const workflowsPath = fileURLToPath(new URL('../workflows/index.ts', import.meta.url))
  const { code } = await bundleWorkflowCode({ workflowsPath, logger: new DefaultLogger('WARN') })
  await writeFile(file, code)
}

if (import.meta.main) {
  const [file] = process.argv.slice(2)
  if (file === undefined) throw new Error('say which file to write: node engines/bundle.ts FILE')
  await bundleWorkflows(file)
}
