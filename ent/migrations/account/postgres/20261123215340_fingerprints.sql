-- +goose Up
-- modify "deliveries" table
ALTER TABLE "deliveries" ADD COLUMN "fingerprints" bytea NULL;

-- +goose Down
-- reverse: modify "deliveries" table
ALTER TABLE "deliveries" DROP COLUMN "fingerprints";
