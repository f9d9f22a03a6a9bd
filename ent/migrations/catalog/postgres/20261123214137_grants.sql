-- +goose Up
-- create "grants" table
CREATE TABLE "grants" ("id" uuid NOT NULL, "account_id" uuid NOT NULL, "order_id" uuid NOT NULL, "order_number" character varying NOT NULL, "subject" character varying NOT NULL, "role" character varying NOT NULL, "categories" smallint NOT NULL, "purpose" character varying NOT NULL, "ticket" character varying NOT NULL, "reason" bytea NULL, "emergency" boolean NOT NULL DEFAULT false, "minutes" bigint NOT NULL, "state" character varying NOT NULL, "requested_at" timestamptz NOT NULL, "decided_at" timestamptz NULL, "decided_by" character varying NULL, "ends_at" timestamptz NOT NULL, "ended_at" timestamptz NULL, "ended_by" character varying NULL, PRIMARY KEY ("id"));
-- create index "grant_account_id" to table: "grants"
CREATE INDEX "grant_account_id" ON "grants" ("account_id");
-- create index "grant_order_id_subject" to table: "grants"
CREATE INDEX "grant_order_id_subject" ON "grants" ("order_id", "subject");
-- create index "grant_subject_requested_at" to table: "grants"
CREATE INDEX "grant_subject_requested_at" ON "grants" ("subject", "requested_at");

-- +goose Down
-- reverse: create index "grant_subject_requested_at" to table: "grants"
DROP INDEX "grant_subject_requested_at";
-- reverse: create index "grant_order_id_subject" to table: "grants"
DROP INDEX "grant_order_id_subject";
-- reverse: create index "grant_account_id" to table: "grants"
DROP INDEX "grant_account_id";
-- reverse: create "grants" table
DROP TABLE "grants";
