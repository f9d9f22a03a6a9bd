-- +goose Up
-- modify "connections" table
ALTER TABLE "connections" ADD COLUMN "consent" bytea NULL, ADD COLUMN "consent_until" timestamptz NULL;

-- +goose Down
-- reverse: modify "connections" table
ALTER TABLE "connections" DROP COLUMN "consent_until", DROP COLUMN "consent";
