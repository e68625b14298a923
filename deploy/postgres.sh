#!/bin/sh
# Becomes PostgreSQL with its password and its key from files; nobody from elsewhere without TLS.
set -eu
chown postgres:postgres /run/postgresql
install -d -o postgres -g postgres -m 700 /run/kiemdinh/tls
install -o postgres -g postgres -m 600 /run/secrets/postgres.key /run/secrets/postgres.pem /run/kiemdinh/tls
POSTGRES_PASSWORD=$(cat /run/secrets/postgres_password)
export POSTGRES_PASSWORD
exec bash /usr/local/bin/docker-entrypoint.sh postgres -c timezone=UTC -c max_connections=200 \
  -c ssl=on -c ssl_min_protocol_version=TLSv1.3 -c ssl_cert_file=/run/kiemdinh/tls/postgres.pem \
  -c ssl_key_file=/run/kiemdinh/tls/postgres.key -c hba_file=/etc/kiemdinh/pg_hba.conf
