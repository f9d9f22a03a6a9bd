-- +goose Up
-- create "acknowledgements" table
CREATE TABLE "acknowledgements" ("id" uuid NOT NULL, "subject" character varying NOT NULL, "order_id" uuid NOT NULL, "sequence" bigint NOT NULL, PRIMARY KEY ("id"));
-- create index "acknowledgement_subject_order_id" to table: "acknowledgements"
CREATE UNIQUE INDEX "acknowledgement_subject_order_id" ON "acknowledgements" ("subject", "order_id");
-- create index "acknowledgement_subject_sequence" to table: "acknowledgements"
CREATE INDEX "acknowledgement_subject_sequence" ON "acknowledgements" ("subject", "sequence");
-- create "change_counters" table
CREATE TABLE "change_counters" ("id" character varying NOT NULL, "value" bigint NOT NULL, PRIMARY KEY ("id"));
-- create "order_changes" table
CREATE TABLE "order_changes" ("id" uuid NOT NULL, "sequence" bigint NOT NULL, PRIMARY KEY ("id"));
-- create index "orderchange_sequence_id" to table: "order_changes"
CREATE INDEX "orderchange_sequence_id" ON "order_changes" ("sequence", "id");
-- create "queue_places" table
CREATE TABLE "queue_places" ("id" character varying NOT NULL, "upto" bigint NOT NULL, PRIMARY KEY ("id"));
-- orders that are stored already are the first to wait
INSERT INTO "change_counters" ("id", "value") VALUES ('orders', 1);
INSERT INTO "order_changes" ("id", "sequence") SELECT "id", 1 FROM "orders";
-- what was acknowledged of events comes once more
DROP TABLE "work_acks";
DROP TABLE "work_cursors";

-- +goose Down
-- reverse: create "queue_places" table
DROP TABLE "queue_places";
-- reverse: create index "orderchange_sequence_id" to table: "order_changes"
DROP INDEX "orderchange_sequence_id";
-- reverse: create "order_changes" table
DROP TABLE "order_changes";
-- reverse: create "change_counters" table
DROP TABLE "change_counters";
-- reverse: create index "acknowledgement_subject_sequence" to table: "acknowledgements"
DROP INDEX "acknowledgement_subject_sequence";
-- reverse: create index "acknowledgement_subject_order_id" to table: "acknowledgements"
DROP INDEX "acknowledgement_subject_order_id";
-- reverse: create "acknowledgements" table
DROP TABLE "acknowledgements";
