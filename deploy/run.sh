#!/bin/sh
# Becomes the process that this image was built for; with `tools`, the command line.
set -eu
if [ "$KIEMDINH_PROCESS" = tools ]; then
  exec python -m services "$@"
fi
exec python -m services.host "$KIEMDINH_PROCESS"
