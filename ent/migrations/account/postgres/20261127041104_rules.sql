-- +goose Up
-- modify "connections" table
ALTER TABLE "connections" ADD COLUMN "withhold" smallint NULL;
-- modify "orders" table
ALTER TABLE "orders" ADD COLUMN "shipping_method" character varying NULL;
-- create "rules" table
CREATE TABLE "rules" ("id" uuid NOT NULL, "name" character varying NOT NULL, "position" bigint NOT NULL, "state" character varying NOT NULL, "conditions" jsonb NOT NULL, "action" character varying NOT NULL, "tag" character varying NOT NULL DEFAULT '', "routes" jsonb NULL, "version" bigint NOT NULL DEFAULT 1, "tried" bigint NOT NULL DEFAULT 0, "tried_at" timestamptz NULL, "created_at" timestamptz NOT NULL, "created_by" character varying NOT NULL, "changed_at" timestamptz NOT NULL, "changed_by" character varying NOT NULL, PRIMARY KEY ("id"));
-- create "order_tags" table
CREATE TABLE "order_tags" ("id" uuid NOT NULL, "tag" character varying NOT NULL, "order_id" uuid NOT NULL, PRIMARY KEY ("id"), CONSTRAINT "order_tags_orders_tags" FOREIGN KEY ("order_id") REFERENCES "orders" ("id") ON UPDATE NO ACTION ON DELETE NO ACTION);
-- create index "ordertag_order_id" to table: "order_tags"
CREATE INDEX "ordertag_order_id" ON "order_tags" ("order_id");
-- create index "ordertag_tag_order_id" to table: "order_tags"
CREATE INDEX "ordertag_tag_order_id" ON "order_tags" ("tag", "order_id");

-- +goose Down
-- reverse: create index "ordertag_tag_order_id" to table: "order_tags"
DROP INDEX "ordertag_tag_order_id";
-- reverse: create index "ordertag_order_id" to table: "order_tags"
DROP INDEX "ordertag_order_id";
-- reverse: create "order_tags" table
DROP TABLE "order_tags";
-- reverse: create "rules" table
DROP TABLE "rules";
-- reverse: modify "orders" table
ALTER TABLE "orders" DROP COLUMN "shipping_method";
-- reverse: modify "connections" table
ALTER TABLE "connections" DROP COLUMN "withhold";
