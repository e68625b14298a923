#!/bin/sh
# Writes which images stand behind the tags of docker-compose.yml today into .env, by digest: `make up` then
# takes the same bytes each time. Run again it takes what the tags name by then, for an update.
set -eu
umask 077
touch .env
sed -n 's/.*\${\([A-Z]*_IMAGE\):-\([^}]*\)}.*/\1 \2/p' docker-compose.yml | sort -u | while read -r name tag; do
  docker pull --quiet "$tag" >/dev/null </dev/null
  digest=$(docker image inspect --format '{{index .RepoDigests 0}}' "$tag")
  { grep -v "^$name=" .env || true; printf '%s=%s\n' "$name" "$digest"; } >.env.new
  mv .env.new .env
done
