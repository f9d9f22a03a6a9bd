-- +goose Up
-- modify "accounts" table
ALTER TABLE "accounts" ADD COLUMN "swept_to" integer NULL;

-- +goose Down
-- reverse: modify "accounts" table
ALTER TABLE "accounts" DROP COLUMN "swept_to";
