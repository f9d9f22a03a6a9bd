-- +goose Up
-- modify "accounts" table
ALTER TABLE "accounts" ADD COLUMN "sandbox" boolean NOT NULL DEFAULT false;

-- +goose Down
-- reverse: modify "accounts" table
ALTER TABLE "accounts" DROP COLUMN "sandbox";
