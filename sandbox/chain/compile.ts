import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { InterfaceAbi } from 'ethers'
import { artifactFile, contractKinds, sourceHashOf, sourceOf, type Artifact } from './artifacts.ts'

interface Solc {
  compile(input: string, callbacks: { import: (path: string) => { contents: string } }): string
}

interface Output {
  errors?: { severity: string; formattedMessage: string }[]
  contracts: Record<string, Record<string, Compiled>>
}

interface Compiled {
  abi: InterfaceAbi
  evm: { bytecode: { object: string } }
}

// solc is a compiler in WebAssembly, published as CommonJS; a chain never needs it, so it is loaded on demand.
const require = createRequire(import.meta.url)

/** Compiles every source in `contracts/` and writes its artifact. Throws what the compiler complains of. */
export function compileContracts(): void {
  const output = compile()
  const errors = (output.errors ?? []).filter(({ severity }) => severity === 'error')
  if (errors.length > 0) throw new Error(errors.map((error) => error.formattedMessage).join('\n'))

  for (const kind of contractKinds) {
    const compiled = output.contracts[`${kind}.sol`]?.[kind]
    if (compiled === undefined) throw new Error(`${kind}.sol has no contract ${kind}`)

    const artifact: Artifact = {
      sourceHash: sourceHashOf(kind),
      abi: compiled.abi,
      bytecode: `0x${compiled.evm.bytecode.object}`,
    }
    writeFileSync(artifactFile(kind), `${JSON.stringify(artifact)}\n`)
  }
}

function compile(): Output {
  const solc = require('solc') as Solc
  const input = {
    language: 'Solidity',
    sources: Object.fromEntries(
      contractKinds.map((kind) => [`${kind}.sol`, { content: sourceOf(kind) }]),
    ),
    settings: {
      evmVersion: 'cancun',
      optimizer: { enabled: true, runs: 200 },
      // Without the metadata's hash the bytecode depends on the code alone, not on comments or paths.
      metadata: { bytecodeHash: 'none' },
      outputSelection: { '*': { '*': ['abi', 'evm.bytecode.object'] } },
    },
  }
  return JSON.parse(
    solc.compile(JSON.stringify(input), {
      import: (path) => ({ contents: readFileSync(require.resolve(path), 'utf8') }),
    }),
  ) as Output
}

if (import.meta.main) compileContracts()
