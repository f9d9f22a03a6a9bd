-- +goose Up
-- modify "accounts" table
ALTER TABLE "accounts" ADD COLUMN "retention_terms" character varying NOT NULL DEFAULT '';

-- +goose Down
-- reverse: modify "accounts" table
ALTER TABLE "accounts" DROP COLUMN "retention_terms";
