import { defineConfig } from 'vite'
import { compression } from 'vite-plugin-compression2'

/** What every page needs is one file: to ask for another costs more than to read what a page could spare. */
const ofAll = {
  name: 'base',
  test: new RegExp(
    [
      'vite/preload-helper',
      'node_modules/(?:react|react-dom|scheduler|use-sync-external-store)/',
      '@tanstack/',
      'lucide-react/',
      '@base-ui/react/(?:csp-provider|dialog|tabs)/',
      String.raw`console/src/(?:(?!main)[\w-]+\.|charts/|live/|ui/|find/shortcuts\.)`,
      String.raw`console/src/pages/\w+/(?:asked|columns|filter|outcomes|path-of-|status|summary-path|user-name)`,
    ].join('|'),
  ),
}

/** `npm run build` writes `dist`, which the API serves. `npx vite console` develops against an API on port 3000. */
export default defineConfig({
  // Once, and as small as can be, instead of for whoever asks.
  plugins: [compression({ threshold: 1024 })],
  build: {
    // Fonts as data URLs, and an inline polyfill, are what the policy of the console refuses; pictures may be (`?inline`).
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 600,
    rolldownOptions: {
      // Left alone, every module that two pages share is a file, and a page waits for twenty: browsers open six connections.
      output: { codeSplitting: { groups: [ofAll] } },
      onwarn(warning, warn) {
        // Hundreds of files of our dependencies begin with "use client", which means nothing here.
        if (warning.code !== 'MODULE_LEVEL_DIRECTIVE') warn(warning)
      },
    },
  },
  server: { proxy: { '/api': 'http://127.0.0.1:3000' } },
})
