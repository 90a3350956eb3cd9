# Two stages: the first installs everything and generates the database client, the second keeps what runs.
FROM node:22-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY scripts ./scripts
COPY prisma ./prisma
# The client is generated into src/store/client by the postinstall script; development tools are dropped afterwards.
RUN npm ci && npm prune --omit=dev --ignore-scripts
COPY src ./src

FROM node:22-bookworm-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=8080 RAINDIAL_DATA=/data
WORKDIR /app
COPY --from=build --chown=node:node /app/node_modules ./node_modules
COPY --from=build --chown=node:node /app/src ./src
COPY --chown=node:node package.json ./
COPY --chown=node:node prisma ./prisma
COPY --chown=node:node models ./models
COPY --chown=node:node styles ./styles
COPY --chown=node:node soundfonts ./soundfonts
COPY --chown=node:node effects ./effects
RUN mkdir /data && chown node:node /data
USER node
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=90s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + process.env.PORT + '/healthz').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
# Node itself, not npm: it receives the stop signal and closes the station in order.
CMD ["node", "src/cli.ts", "serve"]
