-- +goose Up
-- modify "accounts" table
ALTER TABLE "accounts" ADD COLUMN "server" character varying NOT NULL DEFAULT 'default', ADD COLUMN "move_from" character varying NULL, ADD COLUMN "move_to" character varying NULL;

-- +goose Down
-- reverse: modify "accounts" table
ALTER TABLE "accounts" DROP COLUMN "move_to", DROP COLUMN "move_from", DROP COLUMN "server";
