-- +goose Up
-- create "connections" table
CREATE TABLE "connections" ("id" uuid NOT NULL, "problem_code" character varying NOT NULL DEFAULT '', "problem_cause" character varying NOT NULL DEFAULT '', "problem_owner" character varying NOT NULL DEFAULT '', "problem_next_step" character varying NOT NULL DEFAULT '', "problem_at" timestamptz NULL, "kind" character varying NOT NULL, "code" character varying NOT NULL, "label" character varying NOT NULL, "state" character varying NOT NULL, "settings" jsonb NOT NULL, "credentials" bytea NULL, "every_seconds" bigint NOT NULL, "turns" bigint NOT NULL DEFAULT 0, "watermark" timestamptz NULL, "created_at" timestamptz NOT NULL, PRIMARY KEY ("id"));
-- create "refusals" table
CREATE TABLE "refusals" ("id" uuid NOT NULL, "problem_code" character varying NOT NULL DEFAULT '', "problem_cause" character varying NOT NULL DEFAULT '', "problem_owner" character varying NOT NULL DEFAULT '', "problem_next_step" character varying NOT NULL DEFAULT '', "problem_at" timestamptz NULL, "connection_id" uuid NOT NULL, "number" character varying NOT NULL, "attempts" bigint NOT NULL DEFAULT 1, "next_attempt_at" timestamptz NOT NULL, PRIMARY KEY ("id"));
-- create index "refusal_connection_id_next_attempt_at" to table: "refusals"
CREATE INDEX "refusal_connection_id_next_attempt_at" ON "refusals" ("connection_id", "next_attempt_at");
-- create "orders" table
CREATE TABLE "orders" ("id" uuid NOT NULL, "number" character varying NOT NULL, "hub_number" character varying NOT NULL, "revision" character varying NOT NULL, "changed_at" timestamptz NOT NULL, "placed_at" timestamptz NOT NULL, "handled_at" timestamptz NULL, "status" character varying NOT NULL, "fulfilment" character varying NOT NULL, "total" numeric NOT NULL, "currency" character varying NOT NULL, "tax" numeric NULL, "forget_on" integer NOT NULL, "forget_rule" character varying NOT NULL, "forgotten_at" timestamptz NULL, "pseudonym" uuid NULL, "imported_at" timestamptz NOT NULL, "updated_at" timestamptz NOT NULL, "connection_id" uuid NOT NULL, PRIMARY KEY ("id"), CONSTRAINT "orders_connections_orders" FOREIGN KEY ("connection_id") REFERENCES "connections" ("id") ON UPDATE NO ACTION ON DELETE NO ACTION);
-- create index "order_connection_id_number" to table: "orders"
CREATE UNIQUE INDEX "order_connection_id_number" ON "orders" ("connection_id", "number");
-- create index "order_forget_on" to table: "orders"
CREATE INDEX "order_forget_on" ON "orders" ("forget_on");
-- create index "order_placed_at_id" to table: "orders"
CREATE INDEX "order_placed_at_id" ON "orders" ("placed_at", "id");
-- create "deliveries" table
CREATE TABLE "deliveries" ("id" uuid NOT NULL, "problem_code" character varying NOT NULL DEFAULT '', "problem_cause" character varying NOT NULL DEFAULT '', "problem_owner" character varying NOT NULL DEFAULT '', "problem_next_step" character varying NOT NULL DEFAULT '', "problem_at" timestamptz NULL, "state" character varying NOT NULL, "number" character varying NOT NULL DEFAULT '', "attempts" bigint NOT NULL DEFAULT 0, "ask_first" boolean NOT NULL DEFAULT false, "last_attempt_at" timestamptz NULL, "next_attempt_at" timestamptz NULL, "connection_id" uuid NOT NULL, "order_id" uuid NOT NULL, PRIMARY KEY ("id"), CONSTRAINT "deliveries_connections_deliveries" FOREIGN KEY ("connection_id") REFERENCES "connections" ("id") ON UPDATE NO ACTION ON DELETE NO ACTION, CONSTRAINT "deliveries_orders_deliveries" FOREIGN KEY ("order_id") REFERENCES "orders" ("id") ON UPDATE NO ACTION ON DELETE NO ACTION);
-- create index "delivery_next_attempt_at" to table: "deliveries"
CREATE INDEX "delivery_next_attempt_at" ON "deliveries" ("next_attempt_at");
-- create index "delivery_order_id" to table: "deliveries"
CREATE INDEX "delivery_order_id" ON "deliveries" ("order_id");
-- create "events" table
CREATE TABLE "events" ("id" uuid NOT NULL, "at" timestamptz NOT NULL, "kind" character varying NOT NULL, "detail" character varying NOT NULL DEFAULT '', "note" bytea NULL, "actor" character varying NOT NULL DEFAULT '', "order_id" uuid NOT NULL, PRIMARY KEY ("id"), CONSTRAINT "events_orders_events" FOREIGN KEY ("order_id") REFERENCES "orders" ("id") ON UPDATE NO ACTION ON DELETE NO ACTION);
-- create index "event_order_id_id" to table: "events"
CREATE INDEX "event_order_id_id" ON "events" ("order_id", "id");
-- create "order_lines" table
CREATE TABLE "order_lines" ("id" uuid NOT NULL, "position" bigint NOT NULL, "marketplace_id" character varying NOT NULL, "sku" character varying NOT NULL, "ean" character varying NOT NULL, "title" character varying NOT NULL, "quantity" bigint NOT NULL, "quantity_shipped" bigint NOT NULL, "quantity_cancelled" bigint NOT NULL, "unit_price" numeric NOT NULL, "total" numeric NOT NULL, "cancellation_requested" boolean NOT NULL, "latest_delivery" timestamptz NULL, "order_id" uuid NOT NULL, PRIMARY KEY ("id"), CONSTRAINT "order_lines_orders_lines" FOREIGN KEY ("order_id") REFERENCES "orders" ("id") ON UPDATE NO ACTION ON DELETE NO ACTION);
-- create index "orderline_order_id_position" to table: "order_lines"
CREATE INDEX "orderline_order_id_position" ON "order_lines" ("order_id", "position");
-- create "parties" table
CREATE TABLE "parties" ("id" uuid NOT NULL, "kind" character varying NOT NULL, "country" character varying NOT NULL, "name" bytea NULL, "address" bytea NULL, "email" bytea NULL, "phone" bytea NULL, "tax_id" bytea NULL, "pickup" bytea NULL, "note" bytea NULL, "email_index" bytea NULL, "phone_index" bytea NULL, "postcode_index" bytea NULL, "address_index" bytea NULL, "order_id" uuid NOT NULL, PRIMARY KEY ("id"), CONSTRAINT "parties_orders_parties" FOREIGN KEY ("order_id") REFERENCES "orders" ("id") ON UPDATE NO ACTION ON DELETE NO ACTION);
-- create index "party_address_index" to table: "parties"
CREATE INDEX "party_address_index" ON "parties" ("address_index");
-- create index "party_email_index" to table: "parties"
CREATE INDEX "party_email_index" ON "parties" ("email_index");
-- create index "party_order_id_kind" to table: "parties"
CREATE UNIQUE INDEX "party_order_id_kind" ON "parties" ("order_id", "kind");
-- create index "party_phone_index" to table: "parties"
CREATE INDEX "party_phone_index" ON "parties" ("phone_index");
-- create index "party_postcode_index" to table: "parties"
CREATE INDEX "party_postcode_index" ON "parties" ("postcode_index");
-- create "shipments" table
CREATE TABLE "shipments" ("id" uuid NOT NULL, "marketplace_id" character varying NOT NULL, "carrier" character varying NOT NULL, "tracking" bytea NULL, "shipped_at" timestamptz NOT NULL, "reported_at" timestamptz NULL, "order_id" uuid NOT NULL, PRIMARY KEY ("id"), CONSTRAINT "shipments_orders_shipments" FOREIGN KEY ("order_id") REFERENCES "orders" ("id") ON UPDATE NO ACTION ON DELETE NO ACTION);
-- create index "shipment_order_id" to table: "shipments"
CREATE INDEX "shipment_order_id" ON "shipments" ("order_id");
-- create "sync_runs" table
CREATE TABLE "sync_runs" ("id" uuid NOT NULL, "problem_code" character varying NOT NULL DEFAULT '', "problem_cause" character varying NOT NULL DEFAULT '', "problem_owner" character varying NOT NULL DEFAULT '', "problem_next_step" character varying NOT NULL DEFAULT '', "problem_at" timestamptz NULL, "state" character varying NOT NULL, "queued_at" timestamptz NOT NULL, "started_at" timestamptz NULL, "finished_at" timestamptz NULL, "claimed_until" timestamptz NULL, "listed" bigint NOT NULL DEFAULT 0, "imported" bigint NOT NULL DEFAULT 0, "refused" bigint NOT NULL DEFAULT 0, "connection_id" uuid NOT NULL, PRIMARY KEY ("id"), CONSTRAINT "sync_runs_connections_runs" FOREIGN KEY ("connection_id") REFERENCES "connections" ("id") ON UPDATE NO ACTION ON DELETE NO ACTION);
-- create index "syncrun_connection_id_queued_at" to table: "sync_runs"
CREATE INDEX "syncrun_connection_id_queued_at" ON "sync_runs" ("connection_id", "queued_at");

-- +goose Down
-- reverse: create index "syncrun_connection_id_queued_at" to table: "sync_runs"
DROP INDEX "syncrun_connection_id_queued_at";
-- reverse: create "sync_runs" table
DROP TABLE "sync_runs";
-- reverse: create index "shipment_order_id" to table: "shipments"
DROP INDEX "shipment_order_id";
-- reverse: create "shipments" table
DROP TABLE "shipments";
-- reverse: create index "party_postcode_index" to table: "parties"
DROP INDEX "party_postcode_index";
-- reverse: create index "party_phone_index" to table: "parties"
DROP INDEX "party_phone_index";
-- reverse: create index "party_order_id_kind" to table: "parties"
DROP INDEX "party_order_id_kind";
-- reverse: create index "party_email_index" to table: "parties"
DROP INDEX "party_email_index";
-- reverse: create index "party_address_index" to table: "parties"
DROP INDEX "party_address_index";
-- reverse: create "parties" table
DROP TABLE "parties";
-- reverse: create index "orderline_order_id_position" to table: "order_lines"
DROP INDEX "orderline_order_id_position";
-- reverse: create "order_lines" table
DROP TABLE "order_lines";
-- reverse: create index "event_order_id_id" to table: "events"
DROP INDEX "event_order_id_id";
-- reverse: create "events" table
DROP TABLE "events";
-- reverse: create index "delivery_order_id" to table: "deliveries"
DROP INDEX "delivery_order_id";
-- reverse: create index "delivery_next_attempt_at" to table: "deliveries"
DROP INDEX "delivery_next_attempt_at";
-- reverse: create "deliveries" table
DROP TABLE "deliveries";
-- reverse: create index "order_placed_at_id" to table: "orders"
DROP INDEX "order_placed_at_id";
-- reverse: create index "order_forget_on" to table: "orders"
DROP INDEX "order_forget_on";
-- reverse: create index "order_connection_id_number" to table: "orders"
DROP INDEX "order_connection_id_number";
-- reverse: create "orders" table
DROP TABLE "orders";
-- reverse: create index "refusal_connection_id_next_attempt_at" to table: "refusals"
DROP INDEX "refusal_connection_id_next_attempt_at";
-- reverse: create "refusals" table
DROP TABLE "refusals";
-- reverse: create "connections" table
DROP TABLE "connections";
