import { defineConfig } from 'vite'

/** `npm run build` writes `dist`, which the API serves. `npx vite console` develops against an API on port 3000. */
export default defineConfig({
  build: {
    // Data URLs and an inline polyfill are what the policy of the console refuses.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      onwarn(warning, warn) {
        // Hundreds of files of our dependencies begin with "use client", which means nothing here.
        if (warning.code !== 'MODULE_LEVEL_DIRECTIVE') warn(warning)
      },
    },
  },
  server: { proxy: { '/api': 'http://127.0.0.1:3000' } },
})
