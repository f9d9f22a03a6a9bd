-- +goose Up
-- modify "accounts" table
ALTER TABLE "accounts" ADD COLUMN "networks" jsonb NULL;

-- +goose Down
-- reverse: modify "accounts" table
ALTER TABLE "accounts" DROP COLUMN "networks";
