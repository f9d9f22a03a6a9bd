-- +goose Up
-- modify "accounts" table
ALTER TABLE "accounts" ADD COLUMN "forget_due_at" timestamptz NULL;
-- create index "account_forget_due_at" to table: "accounts"
CREATE INDEX "account_forget_due_at" ON "accounts" ("forget_due_at");
-- create "alarms" table
CREATE TABLE "alarms" ("id" uuid NOT NULL, "kind" character varying NOT NULL, "account_id" uuid NOT NULL, "order_id" uuid NOT NULL, "subject" character varying NOT NULL, "role" character varying NOT NULL, "request_id" character varying NOT NULL DEFAULT '', "at" timestamptz NOT NULL, "attempts" bigint NOT NULL DEFAULT 0, "next_attempt_at" timestamptz NULL, "sent_at" timestamptz NULL, PRIMARY KEY ("id"));
-- create index "alarm_next_attempt_at" to table: "alarms"
CREATE INDEX "alarm_next_attempt_at" ON "alarms" ("next_attempt_at");
-- create "canaries" table
CREATE TABLE "canaries" ("id" uuid NOT NULL, "account_id" uuid NOT NULL, "planted_at" timestamptz NOT NULL, PRIMARY KEY ("id"));
-- create index "canary_account_id" to table: "canaries"
CREATE INDEX "canary_account_id" ON "canaries" ("account_id");
-- create "closures" table
CREATE TABLE "closures" ("id" uuid NOT NULL, "number" bigint NOT NULL, "mode" character varying NOT NULL, "state" character varying NOT NULL, "requested_at" timestamptz NOT NULL, "requested_by" character varying NOT NULL, "due_at" timestamptz NOT NULL, "claimed_until" timestamptz NULL, "export_recipient" character varying NOT NULL DEFAULT '', "export_file" character varying NOT NULL DEFAULT '', "export_digest" bytea NULL, "facts" jsonb NULL, "certificate" bytea NULL, "closed_at" timestamptz NULL, PRIMARY KEY ("id"));
-- create index "closure_state_due_at" to table: "closures"
CREATE INDEX "closure_state_due_at" ON "closures" ("state", "due_at");

-- +goose Down
-- reverse: create index "closure_state_due_at" to table: "closures"
DROP INDEX "closure_state_due_at";
-- reverse: create "closures" table
DROP TABLE "closures";
-- reverse: create index "canary_account_id" to table: "canaries"
DROP INDEX "canary_account_id";
-- reverse: create "canaries" table
DROP TABLE "canaries";
-- reverse: create index "alarm_next_attempt_at" to table: "alarms"
DROP INDEX "alarm_next_attempt_at";
-- reverse: create "alarms" table
DROP TABLE "alarms";
-- reverse: create index "account_forget_due_at" to table: "accounts"
DROP INDEX "account_forget_due_at";
-- reverse: modify "accounts" table
ALTER TABLE "accounts" DROP COLUMN "forget_due_at";
