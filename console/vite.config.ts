import { defineConfig } from 'vite'

/** What the first file needs and pages too; what these modules import comes along, so they come first. */
const ofAll = {
  name: 'base',
  test: /@tanstack\/(?:query|react-query|router|react-router|history)|lucide-react|csp-context|console\/src\/(?:api|queries|problem|programme|format|pages\/\w+\/(?:asked|path-of-|summary-path))/,
  priority: 3,
}

/** What lists, dialogs and charts are made of. */
const ofPages = {
  name: 'parts',
  test: /console\/src\/(?:charts|live|ui\/(?!select))|@base-ui\/react\/(?:dialog|tabs)\/|react-virtual/,
  minShareCount: 2,
  priority: 2,
}

/** What only the pages of a rule share. */
const ofRules = {
  name: 'form',
  test: /console\/src\/(?:form|pages\/rule|ui\/select)/,
  minShareCount: 2,
  priority: 1,
}

/** `npm run build` writes `dist`, which the API serves. `npx vite console` develops against an API on port 3000. */
export default defineConfig({
  build: {
    // Data URLs and an inline polyfill are what the policy of the console refuses.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      // Left alone, every module that two pages share is a file, and a page waits for twenty: browsers open six connections.
      output: { codeSplitting: { groups: [ofAll, ofPages, ofRules] } },
      onwarn(warning, warn) {
        // Hundreds of files of our dependencies begin with "use client", which means nothing here.
        if (warning.code !== 'MODULE_LEVEL_DIRECTIVE') warn(warning)
      },
    },
  },
  server: { proxy: { '/api': 'http://127.0.0.1:3000' } },
})
