-- +goose Up
-- create index "events_with_note" to table: "events"
CREATE INDEX "events_with_note" ON "events" ("order_id") WHERE (note IS NOT NULL);
-- modify "orders" table
ALTER TABLE "orders" ADD COLUMN "delivered_at" timestamptz NULL, ADD COLUMN "bill_to_country" character varying NULL, ADD COLUMN "ship_to_country" character varying NULL, ADD COLUMN "hold_until" integer NULL, ADD COLUMN "warning_id" uuid NULL, ADD COLUMN "receipt_id" uuid NULL;
-- create "looks" table
CREATE TABLE "looks" ("id" uuid NOT NULL, "at" timestamptz NOT NULL, "subject" character varying NOT NULL, "role" character varying NOT NULL, "via" character varying NOT NULL, "request_id" character varying NOT NULL DEFAULT '', "orders" bytea NOT NULL, PRIMARY KEY ("id"));
-- create index "look_at" to table: "looks"
CREATE INDEX "look_at" ON "looks" ("at");
-- create "notices" table
CREATE TABLE "notices" ("id" uuid NOT NULL, "problem_code" character varying NOT NULL DEFAULT '', "problem_cause" character varying NOT NULL DEFAULT '', "problem_owner" character varying NOT NULL DEFAULT '', "problem_next_step" character varying NOT NULL DEFAULT '', "problem_at" timestamptz NULL, "connection_id" uuid NOT NULL, "receipt_id" uuid NULL, "kind" character varying NOT NULL, "orders" bytea NULL, "state" character varying NOT NULL, "attempts" bigint NOT NULL DEFAULT 0, "created_at" timestamptz NOT NULL, "next_attempt_at" timestamptz NULL, "acknowledged_at" timestamptz NULL, PRIMARY KEY ("id"));
-- create index "notice_next_attempt_at" to table: "notices"
CREATE INDEX "notice_next_attempt_at" ON "notices" ("next_attempt_at");
-- create index "notice_receipt_id" to table: "notices"
CREATE INDEX "notice_receipt_id" ON "notices" ("receipt_id");
-- create "receipts" table
CREATE TABLE "receipts" ("id" uuid NOT NULL, "kind" character varying NOT NULL, "at" timestamptz NOT NULL, "actor" character varying NOT NULL DEFAULT '', "count" bigint NOT NULL, "orders" bytea NOT NULL, "signature" bytea NOT NULL, "told" boolean NOT NULL DEFAULT false, PRIMARY KEY ("id"));
-- create index "receipt_kind_id" to table: "receipts"
CREATE INDEX "receipt_kind_id" ON "receipts" ("kind", "id");
-- create index "receipts_untold" to table: "receipts"
CREATE INDEX "receipts_untold" ON "receipts" ("id") WHERE (NOT told);
-- create "retention_settings" table
CREATE TABLE "retention_settings" ("id" uuid NOT NULL, "after_handling" bigint NOT NULL, "fiscal_limit" bigint NOT NULL, "legal_limit" bigint NOT NULL, "changed_at" timestamptz NOT NULL, "changed_by" character varying NOT NULL, "applied" boolean NOT NULL DEFAULT false, "applied_to" uuid NULL, PRIMARY KEY ("id"));
-- create "holds" table
CREATE TABLE "holds" ("id" uuid NOT NULL, "basis" character varying NOT NULL, "until" integer NOT NULL, "note" bytea NULL, "placed_at" timestamptz NOT NULL, "placed_by" character varying NOT NULL, "released_at" timestamptz NULL, "released_by" character varying NOT NULL DEFAULT '', "order_id" uuid NOT NULL, PRIMARY KEY ("id"), CONSTRAINT "holds_orders_holds" FOREIGN KEY ("order_id") REFERENCES "orders" ("id") ON UPDATE NO ACTION ON DELETE NO ACTION);
-- create index "hold_order_id" to table: "holds"
CREATE INDEX "hold_order_id" ON "holds" ("order_id");
-- room in each page for the order as it will be updated, so that its indexes need not be
ALTER TABLE "orders" SET (fillfactor = 45);
-- what an order keeps when its parties are deleted
UPDATE "orders" SET "bill_to_country" = (SELECT "country" FROM "parties" WHERE "order_id" = "orders"."id" AND "kind" = 'BILL_TO'), "ship_to_country" = (SELECT "country" FROM "parties" WHERE "order_id" = "orders"."id" AND "kind" = 'SHIP_TO');

-- +goose Down
-- reverse: create index "hold_order_id" to table: "holds"
DROP INDEX "hold_order_id";
-- reverse: create "holds" table
DROP TABLE "holds";
-- reverse: create "retention_settings" table
DROP TABLE "retention_settings";
-- reverse: create index "receipts_untold" to table: "receipts"
DROP INDEX "receipts_untold";
-- reverse: create index "receipt_kind_id" to table: "receipts"
DROP INDEX "receipt_kind_id";
-- reverse: create "receipts" table
DROP TABLE "receipts";
-- reverse: create index "notice_receipt_id" to table: "notices"
DROP INDEX "notice_receipt_id";
-- reverse: create index "notice_next_attempt_at" to table: "notices"
DROP INDEX "notice_next_attempt_at";
-- reverse: create "notices" table
DROP TABLE "notices";
-- reverse: create index "look_at" to table: "looks"
DROP INDEX "look_at";
-- reverse: create "looks" table
DROP TABLE "looks";
-- reverse: modify "orders" table
ALTER TABLE "orders" DROP COLUMN "receipt_id", DROP COLUMN "warning_id", DROP COLUMN "hold_until", DROP COLUMN "ship_to_country", DROP COLUMN "bill_to_country", DROP COLUMN "delivered_at";
-- reverse: create index "events_with_note" to table: "events"
DROP INDEX "events_with_note";
