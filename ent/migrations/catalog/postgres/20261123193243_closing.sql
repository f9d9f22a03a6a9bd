-- +goose Up
-- modify "closures" table
ALTER TABLE "closures" ADD COLUMN "link" bytea NULL, ADD COLUMN "link_until" timestamptz NULL, ADD COLUMN "keys_digest" bytea NULL, ADD COLUMN "told_at" timestamptz NULL;

-- +goose Down
-- reverse: modify "closures" table
ALTER TABLE "closures" DROP COLUMN "told_at", DROP COLUMN "keys_digest", DROP COLUMN "link_until", DROP COLUMN "link";
