-- +goose Up
-- create index "delivery_connection_id_next_attempt_at" to table: "deliveries"
CREATE INDEX `delivery_connection_id_next_attempt_at` ON `deliveries` (`connection_id`, `next_attempt_at`) WHERE next_attempt_at IS NOT NULL;

-- +goose Down
-- reverse: create index "delivery_connection_id_next_attempt_at" to table: "deliveries"
DROP INDEX `delivery_connection_id_next_attempt_at`;
