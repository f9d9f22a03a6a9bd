-- +goose Up
-- create "bulk_exports" table
CREATE TABLE "bulk_exports" ("id" uuid NOT NULL, "account_id" uuid NOT NULL, "subject" character varying NOT NULL, "role" character varying NOT NULL, "scopes" jsonb NULL, "format" character varying NOT NULL, "filter" bytea NOT NULL, "categories" smallint NOT NULL, "recipient" character varying NOT NULL DEFAULT '', "state" character varying NOT NULL, "done" bigint NOT NULL DEFAULT 0, "total" bigint NOT NULL DEFAULT 0, "attempts" bigint NOT NULL DEFAULT 0, "due_at" timestamptz NULL, "digest" bytea NULL, "created_at" timestamptz NOT NULL, "expires_at" timestamptz NOT NULL, PRIMARY KEY ("id"));
-- create index "bulkexport_account_id" to table: "bulk_exports"
CREATE INDEX "bulkexport_account_id" ON "bulk_exports" ("account_id");
-- create index "bulkexport_due_at" to table: "bulk_exports"
CREATE INDEX "bulkexport_due_at" ON "bulk_exports" ("due_at");
-- create index "bulkexport_expires_at" to table: "bulk_exports"
CREATE INDEX "bulkexport_expires_at" ON "bulk_exports" ("expires_at");

-- +goose Down
-- reverse: create index "bulkexport_expires_at" to table: "bulk_exports"
DROP INDEX "bulkexport_expires_at";
-- reverse: create index "bulkexport_due_at" to table: "bulk_exports"
DROP INDEX "bulkexport_due_at";
-- reverse: create index "bulkexport_account_id" to table: "bulk_exports"
DROP INDEX "bulkexport_account_id";
-- reverse: create "bulk_exports" table
DROP TABLE "bulk_exports";
