-- +goose Up
-- modify "connections" table
ALTER TABLE "connections" ADD COLUMN "day_checked_at" timestamptz NULL, ADD COLUMN "month_checked_at" timestamptz NULL, ADD COLUMN "failures" bigint NOT NULL DEFAULT 0, ADD COLUMN "rests_until" timestamptz NULL, ADD COLUMN "watched_at" timestamptz NULL, ADD COLUMN "warnings" jsonb NULL;
-- modify "deliveries" table
ALTER TABLE "deliveries" ADD COLUMN "by_hand" boolean NOT NULL DEFAULT false;
-- modify "sync_runs" table
ALTER TABLE "sync_runs" ADD COLUMN "gap_check" character varying NOT NULL DEFAULT '', ADD COLUMN "missed" bigint NOT NULL DEFAULT 0;
-- create "hints" table
CREATE TABLE "hints" ("id" uuid NOT NULL, "connection_id" uuid NOT NULL, "number" character varying NOT NULL, "at" timestamptz NOT NULL, PRIMARY KEY ("id"));
-- create index "hint_connection_id_at" to table: "hints"
CREATE INDEX "hint_connection_id_at" ON "hints" ("connection_id", "at");
-- create "returns" table
CREATE TABLE "returns" ("id" uuid NOT NULL, "order_id" uuid NOT NULL, "connection_id" uuid NOT NULL, "marketplace_id" character varying NOT NULL, "line" character varying NOT NULL DEFAULT '', "sku" character varying NOT NULL DEFAULT '', "ean" character varying NOT NULL DEFAULT '', "quantity" bigint NOT NULL, "reason" character varying NOT NULL DEFAULT '', "registered_at" timestamptz NOT NULL, "handled_at" timestamptz NULL, "result" character varying NOT NULL DEFAULT '', PRIMARY KEY ("id"));
-- create index "orderreturn_order_id" to table: "returns"
CREATE INDEX "orderreturn_order_id" ON "returns" ("order_id");
-- create index "orderreturn_registered_at_id" to table: "returns"
CREATE INDEX "orderreturn_registered_at_id" ON "returns" ("registered_at", "id");

-- +goose Down
-- reverse: create index "orderreturn_registered_at_id" to table: "returns"
DROP INDEX "orderreturn_registered_at_id";
-- reverse: create index "orderreturn_order_id" to table: "returns"
DROP INDEX "orderreturn_order_id";
-- reverse: create "returns" table
DROP TABLE "returns";
-- reverse: create index "hint_connection_id_at" to table: "hints"
DROP INDEX "hint_connection_id_at";
-- reverse: create "hints" table
DROP TABLE "hints";
-- reverse: modify "sync_runs" table
ALTER TABLE "sync_runs" DROP COLUMN "missed", DROP COLUMN "gap_check";
-- reverse: modify "deliveries" table
ALTER TABLE "deliveries" DROP COLUMN "by_hand";
-- reverse: modify "connections" table
ALTER TABLE "connections" DROP COLUMN "warnings", DROP COLUMN "watched_at", DROP COLUMN "rests_until", DROP COLUMN "failures", DROP COLUMN "month_checked_at", DROP COLUMN "day_checked_at";
