-- +goose Up
-- modify "accounts" table
ALTER TABLE "accounts" ADD COLUMN "moves" bigint NOT NULL DEFAULT 0;

-- +goose Down
-- reverse: modify "accounts" table
ALTER TABLE "accounts" DROP COLUMN "moves";
