-- +goose Up
-- create index "delivery_state_order_id" to table: "deliveries"
CREATE INDEX "delivery_state_order_id" ON "deliveries" ("state", "order_id") WHERE (((state)::text = 'HELD'::text) OR ((state)::text = 'UNKNOWN'::text) OR ((state)::text = 'FAILED'::text));

-- +goose Down
-- reverse: create index "delivery_state_order_id" to table: "deliveries"
DROP INDEX "delivery_state_order_id";
