#!/bin/sh
# Writes the secrets of one installation, as the lines of a .env file, to standard output.
set -eu

secret() {
  head -c 24 /dev/urandom | od -An -v -t x1 | tr -d ' \n'
}

echo "# The secrets of this installation. Keep them out of any repository."
echo "KIEMDINH_DEMO=0"
for name in POSTGRES_PASSWORD RABBITMQ_PASSWORD OPERATOR_KEY SIGNER_TOKEN VAULT_KEY TRANSIT_KEY \
  REGISTRY_PASSWORD ASSESSMENT_PASSWORD REVIEW_PASSWORD DISCLOSURE_PASSWORD \
  GATEWAY_PASSWORD RELAY_PASSWORD SEALER_PASSWORD READER_PASSWORD; do
  echo "KIEMDINH_$name=$(secret)"
done
