-- +goose Up
-- create "reports" table
CREATE TABLE "reports" ("id" uuid NOT NULL, "problem_code" character varying NOT NULL DEFAULT '', "problem_cause" character varying NOT NULL DEFAULT '', "problem_owner" character varying NOT NULL DEFAULT '', "problem_next_step" character varying NOT NULL DEFAULT '', "problem_at" timestamptz NULL, "connection_id" uuid NOT NULL, "kind" character varying NOT NULL, "entry_key" character varying NOT NULL, "lines" jsonb NOT NULL, "shipment_id" uuid NULL, "reason" character varying NOT NULL DEFAULT '', "state" character varying NOT NULL, "attempts" bigint NOT NULL DEFAULT 0, "ask_first" boolean NOT NULL DEFAULT false, "process" character varying NOT NULL DEFAULT '', "created_at" timestamptz NOT NULL, "created_by" character varying NOT NULL DEFAULT '', "last_attempt_at" timestamptz NULL, "next_attempt_at" timestamptz NULL, "done_at" timestamptz NULL, "order_id" uuid NOT NULL, PRIMARY KEY ("id"), CONSTRAINT "reports_orders_reports" FOREIGN KEY ("order_id") REFERENCES "orders" ("id") ON UPDATE NO ACTION ON DELETE NO ACTION);
-- create index "report_next_attempt_at" to table: "reports"
CREATE INDEX "report_next_attempt_at" ON "reports" ("next_attempt_at");
-- create index "report_order_id_created_at" to table: "reports"
CREATE INDEX "report_order_id_created_at" ON "reports" ("order_id", "created_at");

-- +goose Down
-- reverse: create index "report_order_id_created_at" to table: "reports"
DROP INDEX "report_order_id_created_at";
-- reverse: create index "report_next_attempt_at" to table: "reports"
DROP INDEX "report_next_attempt_at";
-- reverse: create "reports" table
DROP TABLE "reports";
