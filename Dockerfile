FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN make build
# Empty folders for the final image, which has no program to make them with.
RUN mkdir -p /image/data /image/tmp && chmod 1777 /image/tmp

# Nothing but the program: no shell, no package manager, no root.
FROM scratch
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
COPY --from=build --chown=65532:65532 /image/ /
COPY --from=build /src/bin/linktill /linktill
USER 65532:65532
ENV LISTEN_ADDR=0.0.0.0:8080 DATA_DIR=/data
VOLUME /data
EXPOSE 8080
STOPSIGNAL SIGTERM
# PostgreSQL is not in this image: set DATABASE_URL.
ENTRYPOINT ["/linktill"]
CMD ["serve"]
