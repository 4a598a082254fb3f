/** The parts of npm's package-lock.json that matter here. */
export type Lock = { packages: Record<string, LockedPackage> }

export type LockedPackage = {
  version?: string
  dev?: boolean
  cpu?: string[]
  libc?: string[]
  optional?: boolean
  os?: string[]
  optionalDependencies?: Record<string, string>
}

/**
 * The optional packages that the lock file needs and lacks, by their place in it. A registry that carries one platform's
 * builds only lets npm write such a lock file, and then `npm ci` refuses it, on that platform, too.
 */
export function missingFrom({ packages }: Lock): Record<string, LockedPackage> {
  const wanted = Object.values(packages).flatMap(({ dev, optionalDependencies = {} }) =>
    Object.entries(optionalDependencies).map(([name, version]) => ({ name, version, dev })),
  )
  const missing = wanted.filter(({ name }) => !isIn(packages, name))
  return Object.fromEntries(
    missing.map(({ name, version, dev }) => [`node_modules/${name}`, entryFor(name, version, dev)]),
  )
}

/** The same lock file with them, in npm's order. */
export function completed<T extends Lock>(lock: T): T {
  const packages = Object.entries({ ...lock.packages, ...missingFrom(lock) })
  packages.sort(([a], [b]) => (a < b ? -1 : 1))
  return { ...lock, packages: Object.fromEntries(packages) }
}

function isIn(packages: Lock['packages'], name: string) {
  const place = `node_modules/${name}`
  return Object.keys(packages).some((path) => path === place || path.endsWith(`/${place}`))
}

const systems = ['darwin', 'linux', 'win32', 'android', 'freebsd', 'openharmony']
const processors = ['x64', 'arm64', 'arm', 'ia32', 'ppc64', 's390x', 'loong64', 'riscv64']

/** Such packages say in their names what they are for: `core-linux-arm64-gnu`. */
function entryFor(name: string, version: string, dev = false): LockedPackage {
  const words = name.replace('amd64', 'x64').split(/[/-]/)
  const os = words.filter((word) => systems.includes(word))
  const cpu = words.filter((word) => processors.includes(word))
  if (os.length !== 1 || cpu.length !== 1) throw new Error(`What is ${name} for? Add it by hand.`)
  return {
    version,
    cpu,
    ...(dev && { dev }),
    ...(os[0] === 'linux' && words.includes('gnu') && { libc: ['glibc'] }),
    ...(os[0] === 'linux' && words.includes('musl') && { libc: ['musl'] }),
    optional: true,
    os,
  }
}
