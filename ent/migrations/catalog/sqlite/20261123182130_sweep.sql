-- +goose Up
-- add column "swept_to" to table: "accounts"
ALTER TABLE `accounts` ADD COLUMN `swept_to` integer NULL;

-- +goose Down
-- reverse: add column "swept_to" to table: "accounts"
ALTER TABLE `accounts` DROP COLUMN `swept_to`;
