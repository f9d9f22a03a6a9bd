-- +goose Up
-- modify "accounts" table
ALTER TABLE "accounts" ADD COLUMN "moves" bigint NOT NULL DEFAULT 0, ADD COLUMN "retention_terms" character varying NOT NULL DEFAULT '';

-- +goose Down
-- reverse: modify "accounts" table
ALTER TABLE "accounts" DROP COLUMN "retention_terms", DROP COLUMN "moves";
