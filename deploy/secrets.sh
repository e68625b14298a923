#!/bin/sh
# Writes the secrets and certificates of one installation, each a file, into the folder that is named.
# What is there stays: run again it adds what a new version needs. Values that an older .env holds are
# taken over. The folder is closed to other users of this machine; the files in it are readable, since
# each container reads its own as another user.
set -eu
umask 077
folder=$1
mkdir -p "$folder"
chmod 700 "$folder"

random() {
  head -c 24 /dev/urandom | od -An -v -t x1 | tr -d ' \n'
}

known() { # NAME, of an older .env
  [ ! -f .env ] || sed -n "s/^KIEMDINH_$1=//p" .env | tail -n 1
}

keep() { # NAME VALUE
  [ -e "$folder/$1" ] || printf '%s' "$2" >"$folder/$1"
}

for name in POSTGRES_PASSWORD RABBITMQ_PASSWORD OPERATOR_KEY SIGNER_TOKEN VAULT_KEY TRANSIT_KEY \
  REGISTRY_PASSWORD ASSESSMENT_PASSWORD REVIEW_PASSWORD DISCLOSURE_PASSWORD \
  GATEWAY_PASSWORD RELAY_PASSWORD SEALER_PASSWORD READER_PASSWORD; do
  kept=$(known "$name")
  keep "$(echo "$name" | tr A-Z a-z)" "${kept:-$(random)}"
done
# Empty unless the installation uses them: write the value into the file.
for name in SIGN_IN_SECRET SMTP_PASSWORD S3_SECRET_KEY; do
  keep "$(echo "$name" | tr A-Z a-z)" "$(known "$name")"
done

# One authority for the database and the broker. Its key is thrown away: what is signed once is all
# that it ever signs. To renew, remove *.pem and *.key and run this again.
certificate() { # NAME, OTHER NAMES
  printf 'subjectAltName=%s\nextendedKeyUsage=serverAuth\n' "$2" >"$folder/extensions"
  openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj "/CN=$1" \
    -keyout "$folder/$1.key" -out "$folder/request" 2>/dev/null
  openssl x509 -req -in "$folder/request" -CA "$folder/ca.pem" -CAkey "$folder/ca.private" \
    -CAcreateserial -days 3650 -sha256 -extfile "$folder/extensions" -out "$folder/$1.pem" 2>/dev/null
}
if [ ! -e "$folder/ca.pem" ]; then
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 3650 \
    -subj "/CN=Kiemdinh $(random | head -c 8)" -keyout "$folder/ca.private" -out "$folder/ca.pem" 2>/dev/null
  certificate postgres "DNS:postgres"
  certificate rabbitmq "DNS:rabbitmq,DNS:localhost,IP:127.0.0.1${KIEMDINH_AMQP_NAME:+,DNS:$KIEMDINH_AMQP_NAME}"
  rm "$folder/ca.private" "$folder/request" "$folder/extensions" "$folder/ca.srl"
fi
chmod 644 "$folder"/*
