-- +goose Up
-- create "work_acks" table
CREATE TABLE "work_acks" ("id" uuid NOT NULL, "subject" character varying NOT NULL, "order_id" uuid NOT NULL, "event_id" uuid NOT NULL, PRIMARY KEY ("id"));
-- create index "workack_subject_order_id" to table: "work_acks"
CREATE UNIQUE INDEX "workack_subject_order_id" ON "work_acks" ("subject", "order_id");
-- create "work_cursors" table
CREATE TABLE "work_cursors" ("id" character varying NOT NULL, "event_id" uuid NOT NULL, PRIMARY KEY ("id"));

-- +goose Down
-- reverse: create "work_cursors" table
DROP TABLE "work_cursors";
-- reverse: create index "workack_subject_order_id" to table: "work_acks"
DROP INDEX "workack_subject_order_id";
-- reverse: create "work_acks" table
DROP TABLE "work_acks";
