-- +goose Up
-- create "api_clients" table
CREATE TABLE "api_clients" ("id" uuid NOT NULL, "account_id" uuid NOT NULL, "label" character varying NOT NULL, "secret" bytea NOT NULL, "previous_secret" bytea NULL, "previous_until" timestamptz NULL, "scopes" jsonb NOT NULL, "networks" jsonb NULL, "created_at" timestamptz NOT NULL, "created_by" character varying NOT NULL, "expires_at" timestamptz NOT NULL, "revoked_at" timestamptz NULL, "last_used_at" timestamptz NULL, PRIMARY KEY ("id"));
-- create index "apiclient_account_id" to table: "api_clients"
CREATE INDEX "apiclient_account_id" ON "api_clients" ("account_id");
-- create "idempotency_keys" table
CREATE TABLE "idempotency_keys" ("id" character varying NOT NULL, "request" bytea NOT NULL, "answer" bytea NULL, "created_at" timestamptz NOT NULL, "lease_until" timestamptz NOT NULL, PRIMARY KEY ("id"));
-- create index "idempotency_created_at" to table: "idempotency_keys"
CREATE INDEX "idempotency_created_at" ON "idempotency_keys" ("created_at");

-- +goose Down
-- reverse: create index "idempotency_created_at" to table: "idempotency_keys"
DROP INDEX "idempotency_created_at";
-- reverse: create "idempotency_keys" table
DROP TABLE "idempotency_keys";
-- reverse: create index "apiclient_account_id" to table: "api_clients"
DROP INDEX "apiclient_account_id";
-- reverse: create "api_clients" table
DROP TABLE "api_clients";
