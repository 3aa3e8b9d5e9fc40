# syntax=docker/dockerfile:1
# One node. It runs as a user without rights, writes nothing but /data, and that only where no PostgreSQL is configured:
#   docker build -t constellation-realtime .
#   docker run --read-only -p 5080:8080 -v constellation:/data -e Auth__JwtSecret=… constellation-realtime

FROM --platform=$BUILDPLATFORM node:22-bookworm-slim AS page
WORKDIR /repo/clients/ts
COPY clients/ts/package.json clients/ts/package-lock.json ./
RUN npm ci --include=dev --no-audit --no-fund
COPY clients/ts ./
RUN npm run build

FROM --platform=$BUILDPLATFORM mcr.microsoft.com/dotnet/sdk:10.0 AS hub
ARG TARGETARCH
WORKDIR /repo
COPY .editorconfig BannedSymbols.txt Directory.Build.props Directory.Packages.props global.json ./
COPY src/Contracts/Contracts.csproj src/Contracts/
COPY src/Engine/Engine.csproj src/Engine/
COPY src/Hub/Hub.csproj src/Hub/Page.targets src/Hub/
RUN dotnet restore src/Hub/Hub.csproj --arch $TARGETARCH
COPY src src
COPY --from=page /repo/src/Hub/wwwroot src/Hub/wwwroot
RUN dotnet publish src/Hub/Hub.csproj --no-restore --configuration Release --arch $TARGETARCH --no-self-contained --output /app \
        -p:BuildPage=false -p:UseAppHost=false -p:PublishDocumentationFiles=false -p:ContinuousIntegrationBuild=true \
    && mkdir /data

# No shell, no package manager; the user is app (1654).
FROM mcr.microsoft.com/dotnet/aspnet:10.0-noble-chiseled
WORKDIR /app
COPY --from=hub /app ./
COPY --from=hub --chown=$APP_UID:$APP_UID /data /data
# The runtime's diagnostics write to /tmp, and without them nothing does. To trace a node, turn them on and mount a tmpfs there.
ENV ASPNETCORE_HTTP_PORTS="" \
    ASPNETCORE_URLS=http://+:8080 \
    DOTNET_EnableDiagnostics=0 \
    Storage__Path=/data
USER $APP_UID
EXPOSE 8080
VOLUME /data
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=5s --timeout=5s --start-period=30s --retries=3 CMD ["dotnet", "Constellation.Realtime.Hub.dll", "--health"]
ENTRYPOINT ["dotnet", "Constellation.Realtime.Hub.dll"]
