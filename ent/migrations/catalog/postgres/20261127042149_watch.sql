-- +goose Up
-- modify "alarms" table
ALTER TABLE "alarms" ALTER COLUMN "order_id" DROP NOT NULL, ADD COLUMN "connection_id" uuid NULL;

-- +goose Down
-- reverse: modify "alarms" table
ALTER TABLE "alarms" DROP COLUMN "connection_id", ALTER COLUMN "order_id" SET NOT NULL;
