-- +goose Up
-- modify "connections" table
ALTER TABLE "connections" ADD COLUMN "credentials_at" timestamptz NULL, ADD COLUMN "limited_until" timestamptz NULL;
-- modify "deliveries" table
ALTER TABLE "deliveries" ADD COLUMN "answer" bigint NULL;
-- modify "notices" table
ALTER TABLE "notices" ADD COLUMN "last_attempt_at" timestamptz NULL, ADD COLUMN "answer" bigint NULL;

-- +goose Down
-- reverse: modify "notices" table
ALTER TABLE "notices" DROP COLUMN "answer", DROP COLUMN "last_attempt_at";
-- reverse: modify "deliveries" table
ALTER TABLE "deliveries" DROP COLUMN "answer";
-- reverse: modify "connections" table
ALTER TABLE "connections" DROP COLUMN "limited_until", DROP COLUMN "credentials_at";
