-- +goose Up
-- add column "networks" to table: "accounts"
ALTER TABLE `accounts` ADD COLUMN `networks` json NULL;

-- +goose Down
-- reverse: add column "networks" to table: "accounts"
ALTER TABLE `accounts` DROP COLUMN `networks`;
