-- +goose Up
-- modify "account_keys" table
ALTER TABLE "account_keys" ADD COLUMN "stage" character varying NOT NULL DEFAULT '', ADD COLUMN "stage_at" timestamptz NULL;

-- +goose Down
-- reverse: modify "account_keys" table
ALTER TABLE "account_keys" DROP COLUMN "stage_at", DROP COLUMN "stage";
