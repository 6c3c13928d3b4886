# Plenum as one static binary. Alone it keeps its data in /data; with MongoDB
# and MinIO see docker-compose.yml.
FROM golang:1.26.8-bookworm AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -buildvcs=false -trimpath -ldflags='-s -w' -o /out/plenum ./server && mkdir /out/data

FROM gcr.io/distroless/static-debian12:nonroot
LABEL org.opencontainers.image.title="Plenum" org.opencontainers.image.licenses="Apache-2.0"
COPY --from=build /out/plenum /plenum
# A new volume takes the owner of the folder that it is mounted on.
COPY --from=build --chown=65532:65532 /out/data /data
COPY LICENSE NOTICE /licenses/
ENV PLENUM_ADDR=:8080 PLENUM_DATA=/data
VOLUME /data
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=6s --start-period=30s CMD ["/plenum", "health"]
ENTRYPOINT ["/plenum"]
CMD ["serve"]
