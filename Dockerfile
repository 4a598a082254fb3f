# Debian, not Alpine: Temporal's native core is built against glibc.
FROM node:24.11.0-bookworm-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --omit=dev

FROM dependencies AS bundle
COPY src ./src
COPY activities ./activities
COPY workflows ./workflows
COPY engines/bundle.ts ./engines/bundle.ts
RUN node engines/bundle.ts /app/workflow-bundle.js

FROM node:24.11.0-bookworm-slim AS console
WORKDIR /app
COPY package.json package-lock.json tsconfig.json ./
RUN npm ci --ignore-scripts
COPY console ./console
RUN npx vite build console

FROM node:24.11.0-bookworm-slim
RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates && rm -rf /var/lib/apt/lists/*
WORKDIR /app
ENV NODE_ENV=production TZ=UTC WORKFLOW_BUNDLE=/app/workflow-bundle.js MALLOC_ARENA_MAX=1 NODE_OPTIONS='--max-old-space-size=192 --max-semi-space-size=8'
COPY --from=dependencies --chown=node:node /app/node_modules ./node_modules
COPY --from=bundle --chown=node:node /app/workflow-bundle.js ./workflow-bundle.js
COPY --from=console --chown=node:node /app/console/dist ./console/dist
COPY --chown=node:node package.json ./
COPY --chown=node:node src ./src
COPY --chown=node:node activities ./activities
USER node
CMD ["node", "src/server.ts"]
