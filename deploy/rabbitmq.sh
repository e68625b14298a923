#!/bin/sh
# Becomes RabbitMQ with its password and its key from files; it listens for TLS and nothing else.
set -eu
chown rabbitmq:rabbitmq /etc/rabbitmq/conf.d /var/log/rabbitmq
install -d -o rabbitmq -g rabbitmq -m 700 /run/kiemdinh/tls
install -o rabbitmq -g rabbitmq -m 600 /run/secrets/rabbitmq.key /run/secrets/rabbitmq.pem /run/kiemdinh/tls
install -o rabbitmq -g rabbitmq -m 644 /etc/kiemdinh/rabbitmq.conf /etc/rabbitmq/conf.d/90-kiemdinh.conf
RABBITMQ_DEFAULT_PASS=$(cat /run/secrets/rabbitmq_password)
export RABBITMQ_DEFAULT_PASS
exec bash /usr/local/bin/docker-entrypoint.sh rabbitmq-server
