#!/bin/sh
# Sets a PostgreSQL server (15 or newer) up for Orderveil: TLS 1.3 and SCRAM only, each role
# into its own database from the hub's addresses only, owners apart from those who use the
# tables, and no values in the server's log. docs/dba.md explains what it does.
#
# Run it on the server as the user whose server it is (Debian: postgres), as often as you
# like; what is there already is kept, passwords too. It replaces pg_hba.conf and keeps the
# one before as pg_hba.conf.before-orderveil.
#
#   setup.sh --parts catalog,keys,accounts --hub 10.0.0.5/32 --hub 10.0.0.6/32 \
#            --certificate /etc/postgresql/tls.pem --key /etc/postgresql/tls.key \
#            --passwords /var/lib/postgresql/orderveil --listen 10.0.0.9 [--client-ca FILE]
#
# Put keys on a server of its own where you can: run it there with --parts keys.
set -eu

usage() { sed -n '2,/^set -eu/p' "$0" | sed '$d; s/^# \{0,1\}//' >&2; exit 2; }
die() { echo "setup.sh: $1" >&2; exit 1; }

parts= hubs= certificate= key= passwords= listen= clientca=
while [ $# -gt 0 ]; do
  [ $# -ge 2 ] || usage
  case $1 in
    --parts) parts=$2 ;; --hub) hubs="$hubs $2" ;; --certificate) certificate=$2 ;; --key) key=$2 ;;
    --passwords) passwords=$2 ;; --listen) listen=$2 ;; --client-ca) clientca=$2 ;;
    *) usage ;;
  esac
  shift 2
done
[ -n "$parts" ] && [ -n "$hubs" ] && [ -n "$certificate" ] && [ -n "$key" ] && [ -n "$passwords" ] && [ -n "$listen" ] || usage
has() { case ",$parts," in *",$1,"*) return 0 ;; *) return 1 ;; esac; }
for part in $(echo "$parts" | tr , ' '); do
  case $part in catalog | keys | accounts) ;; *) die "--parts are catalog, keys and accounts, with commas" ;; esac
done
for hub in $hubs; do
  case $hub in
    0.0.0.0/0 | ::/0 | all) die "--hub names the hub's own addresses, not the world" ;;
    */*) ;; *) die "--hub is a network such as 10.0.0.5/32" ;;
  esac
done
for file in "$certificate" "$key" ${clientca:+"$clientca"}; do
  [ -r "$file" ] || die "cannot read $file as $(id -un)"
done
openssl x509 -in "$certificate" -noout -checkend 2592000 >/dev/null || die "the certificate ends within 30 days: renew it first"

sql() { psql -X -q -v ON_ERROR_STOP=1 -d "${DB:-postgres}" "$@"; }
ask() { sql -A -t -c "$1"; }
[ "$(ask 'SELECT rolsuper FROM pg_roles WHERE rolname = current_user')" = t ] || die "connect as a superuser: run it as the user whose server it is"
[ "$(ask 'SHOW server_version_num')" -ge 150000 ] || die "PostgreSQL 15 or newer is needed"

umask 077
mkdir -p "$passwords"

# login makes a role with a password of its own. The password is made here once, never an
# argument of a program, and kept out of log and statistics while it is set.
login() { # role, rights
  file=$passwords/$1
  [ -s "$file" ] || openssl rand -hex 32 >"$file"
  sql <<SQL
SET log_statement = 'none';
SET log_min_duration_statement = -1;
SET log_min_error_statement = 'panic';
SET pg_stat_statements.track = 'none';
SET password_encryption = 'scram-sha-256';
SELECT 'CREATE ROLE $1' WHERE NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = '$1') \gexec
\set password \`cat '$file'\`
ALTER ROLE $1 LOGIN NOSUPERUSER NOREPLICATION NOBYPASSRLS $2 PASSWORD :'password';
SQL
}

# database makes a database that its owner and one role may connect to. Functions that read
# the server's files stay with superusers, as PostgreSQL has it.
database() { # name, owner, user
  sql <<SQL
SELECT 'CREATE DATABASE $1 OWNER $2' WHERE NOT EXISTS (SELECT 1 FROM pg_database WHERE datname = '$1') \gexec
REVOKE ALL ON DATABASE $1 FROM PUBLIC;
GRANT CONNECT ON DATABASE $1 TO $2, $3;
SQL
  DB=$1 sql -c 'REVOKE CREATE ON SCHEMA public FROM PUBLIC'
}

plain='NOCREATEDB NOCREATEROLE'
if has catalog; then
  login orderveil_owner "$plain"
  login orderveil "$plain"
  database orderveil_catalog orderveil_owner orderveil
fi
if has keys; then
  login orderveil_keys_owner "$plain"
  login orderveil_keys "$plain"
  database orderveil_keys orderveil_keys_owner orderveil_keys
fi
if has accounts; then
  login orderveil_admin 'CREATEDB CREATEROLE'
  sql <<'SQL'
SELECT 'CREATE ROLE orderveil_app NOLOGIN' WHERE NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'orderveil_app') \gexec
GRANT orderveil_app TO orderveil_admin WITH ADMIN OPTION;
SQL
fi
# Nobody but superusers connects to what others might keep here.
sql <<'SQL'
REVOKE ALL ON DATABASE postgres FROM PUBLIC;
REVOKE ALL ON DATABASE template1 FROM PUBLIC;
SQL
if has accounts; then sql -c 'GRANT CONNECT ON DATABASE postgres TO orderveil_admin'; fi

set_to() { sql -c "ALTER SYSTEM SET $1 = '$2'"; }
set_to listen_addresses "$listen"
set_to ssl on
set_to ssl_cert_file "$certificate"
set_to ssl_key_file "$key"
set_to ssl_ca_file "$clientca"
set_to ssl_min_protocol_version TLSv1.3
set_to password_encryption scram-sha-256
# What is written down: who came, who was refused, and what was defined; never a value.
set_to log_connections on
set_to log_disconnections on
set_to log_statement ddl
set_to log_min_messages log # connections, definitions, refusals; not what went wrong with a statement, which may repeat a value
set_to log_min_error_statement panic
set_to log_min_duration_statement -1
set_to log_parameter_max_length 0
set_to log_parameter_max_length_on_error 0
set_to log_error_verbosity terse # DETAIL repeats the row that is in the way
set_to debug_print_parse off
set_to debug_print_rewritten off
set_to debug_print_plan off
# Destroyed keys are to leave their pages soon, and the rows of the queue's past jobs. A server of
# accounts alone has thousands of databases, each of which is sent a worker once in that time.
set_to autovacuum on
if has keys || has catalog; then set_to autovacuum_naptime 15s; else set_to autovacuum_naptime 10min; fi

hba=$(ask 'SHOW hba_file')
[ ! -e "$hba" ] || [ -e "$hba.before-orderveil" ] || cp -p "$hba" "$hba.before-orderveil"
own= ours=
if [ -n "$clientca" ]; then own=' clientcert=verify-full' ours=' clientcert=verify-ca'; fi
{
  echo '# Written by setup.sh: change its arguments and run it again, or keep this in mind.'
  echo '# Account roles come into the database of their own name and no other (sameuser).'
  printf 'local\tall\tpostgres\tpeer\n'
  for hub in $hubs; do
    line() { printf 'hostssl\t%s\t%s\t%s\tscram-sha-256%s\n' "$1" "$2" "$hub" "$3"; }
    if has catalog; then line orderveil_catalog orderveil "$own"; line orderveil_catalog orderveil_owner "$own"; fi
    if has keys; then line orderveil_keys orderveil_keys "$own"; line orderveil_keys orderveil_keys_owner "$own"; fi
    if has accounts; then
      printf 'host\torderveil_catalog,orderveil_keys\torderveil_admin\tall\treject\n'
      line all orderveil_admin "$own"
      line sameuser +orderveil_app "$ours"
    fi
  done
  printf 'local\tall\tall\treject\nhost\tall\tall\tall\treject\n'
} >"$hba.new"
mv "$hba.new" "$hba"
ask 'SELECT pg_reload_conf()' >/dev/null
wrong=$(ask "SELECT count(*) FROM pg_hba_file_rules WHERE error IS NOT NULL")
[ "$wrong" = 0 ] || die "PostgreSQL does not accept $hba: see pg_hba_file_rules"
echo "Set up for $parts. The passwords are in $passwords: give each to the hub as a passfile and delete it here."
[ "$(ask "SELECT count(*) FROM pg_settings WHERE pending_restart")" = 0 ] || echo "Restart the server: its addresses change only then."
