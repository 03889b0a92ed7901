# Server and worker in one image: docs/deploy.md. The version of Node is the one that package.json pins for development.

FROM node:24.21.0-bookworm AS build
WORKDIR /opt/driftscape
COPY package.json package-lock.json .npmrc ./
COPY packages/client/package.json ./packages/client/
RUN npm ci --ignore-scripts --no-audit
COPY . .
# Here is a compiler, so that the native kernel comes along. What is for development alone goes.
RUN npm run --silent generate:server && npm prune --omit=dev --ignore-scripts --no-audit

FROM node:24.21.0-bookworm-slim
WORKDIR /opt/driftscape
COPY --from=build /opt/driftscape/package.json /opt/driftscape/LICENSE /opt/driftscape/NOTICE ./
COPY --from=build /opt/driftscape/node_modules ./node_modules
COPY --from=build /opt/driftscape/models ./models
COPY --from=build /opt/driftscape/prisma ./prisma
COPY --from=build /opt/driftscape/kernels/build ./kernels/build
COPY --from=build /opt/driftscape/studio/dist ./studio/dist
COPY --from=build /opt/driftscape/packages/element/dist ./packages/element/dist
COPY --from=build /opt/driftscape/src ./src

# The only place that is written to, beside /tmp.
RUN install --directory --owner=node --group=node --mode=0700 /data
VOLUME /data
USER node

# Other machines reach a container, so nobody is let in without a key.
ENV NODE_ENV=production MALLOC_ARENA_MAX=2 DATA_DIR=/data HOST=0.0.0.0 AUTH=keys
EXPOSE 4000
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s CMD ["node", "src/ready.ts"]
# No shell and no npm in between: signals reach the server itself.
CMD ["node", "--max-semi-space-size=16", "--require", "./src/require-node.cjs", "src/main.ts"]
