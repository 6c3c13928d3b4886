# MinIO from its module: the project is archived, and its last published image
# lacks fixes that the source has. It is a program of its own (AGPL-3.0), not
# linked into Plenum. The version is that of the tests (storage/storagetest/tools.go).
FROM golang:1.26.8-bookworm AS build
ARG MINIO_VERSION=v0.0.0-20260212201848-7aac2a2c5b7c
RUN CGO_ENABLED=0 go install -trimpath -ldflags='-s -w' github.com/minio/minio@${MINIO_VERSION} && mkdir /empty

# Alpine for the wget of the healthcheck.
FROM alpine:3.22
COPY --from=build /go/bin/minio /usr/local/bin/minio
COPY --from=build --chown=65532:65532 /empty /data
USER 65532:65532
VOLUME /data
EXPOSE 9000
ENTRYPOINT ["minio"]
CMD ["server", "--quiet", "--address", ":9000", "/data"]
